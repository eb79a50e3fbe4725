import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from './json.ts';

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
  for (const key in a) if (!jsonEqual(a[key], ownValue(b, key))) return false;
  for (const key in b) if ((b[key] ?? null) !== null && ownValue(a, key) === undefined) return false;
  return true;
}
