import { isJsonArray, isJsonObject, valueAt, type Json, type JsonObject } from './json.ts';

/**
 * Equality as Kubernetes means it: key order does not matter, and a field that is null is a field that is absent
 * (API conventions, "Primitive types" and "Optional vs. Required").
 */
export function jsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (left === right) return true;
  if (isJsonArray(left)) return isJsonArray(right) && listsEqual(left, right);
  return isJsonObject(left) && isJsonObject(right) && objectsEqual(left, right);
}

function listsEqual(a: readonly Json[], b: readonly Json[]): boolean {
  return a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
}

function objectsEqual(a: JsonObject, b: JsonObject): boolean {
  for (const key of Object.keys(a)) if (!jsonEqual(a[key], valueAt(b, [key]))) return false;
  for (const key of Object.keys(b)) if (!Object.hasOwn(a, key) && !jsonEqual(undefined, b[key])) return false;
  return true;
}
