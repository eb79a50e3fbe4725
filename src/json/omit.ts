import type { Json, JsonObject } from './json.ts';

/** A copy of an object without the keys named. */
export function omit(object: JsonObject, ...keys: readonly string[]): JsonObject {
  const kept: Record<string, Json | undefined> = {};
  for (const key in object) if (!keys.includes(key)) kept[key] = object[key];
  return kept;
}
