import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * Equality as Kubernetes means it: key order does not matter, and a field that is null is a field that is absent
 * (API conventions, "Primitive types" and "Optional vs. Required").
 */
export function jsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || a === null || b === undefined || b === null) return (a ?? null) === (b ?? null);
  if (isJsonArray(a)) return isJsonArray(b) && a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
  if (isJsonObject(a)) return isJsonObject(b) && objectsEqual(a, b);
  return false;
}

function objectsEqual(a: JsonObject, b: JsonObject): boolean {
  for (const key of Object.keys(a)) if (!jsonEqual(a[key], b[key])) return false;
  for (const key of Object.keys(b)) if (!Object.hasOwn(a, key) && !jsonEqual(undefined, b[key])) return false;
  return true;
}
