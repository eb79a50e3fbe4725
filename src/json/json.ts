/**
 * A JSON value as Karmorph holds it. Integers beyond +-2^53 are `bigint`, so they survive decoding and encoding;
 * every other number is a JavaScript number.
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A JSON object. Converted objects share the parts that no rule touched, so nothing may be changed in place. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a JSON object: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a JSON list. */
export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * The value of an object's own field. What every object inherits is functions, which no JSON value is; `__proto__` is no key
 * that decoding lets through.
 */
export function ownValue(object: JsonObject, key: string): Json | undefined {
  const value = object[key];
  return typeof value === 'function' ? undefined : value;
}

/** The value at the end of a path of keys, or undefined when there is none. */
export function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  let current: Json | undefined = object;
  for (const key of path) current = isJsonObject(current) ? ownValue(current, key) : undefined;
  return current;
}

/** The JSON object at `key`, or undefined when it is absent, null or of another type. */
export function objectAt(parent: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = parent?.[key];
  return isJsonObject(value) ? value : undefined;
}

/** The string at `key`, or undefined when it is absent, null or of another type. */
export function stringAt(parent: JsonObject | undefined, key: string): string | undefined {
  const value = parent?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** The objects in the list at `key`; anything else in it is left out. Empty when there is no list. */
export function objectsAt(parent: JsonObject | undefined, key: string): readonly JsonObject[] {
  const value = parent?.[key];
  return isJsonArray(value) ? value.filter((item): item is JsonObject => isJsonObject(item)) : [];
}

/** The strings in the list at `key`; anything else in it is left out. Empty when there is no list. */
export function stringsAt(parent: JsonObject | undefined, key: string): readonly string[] {
  const value = parent?.[key];
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
