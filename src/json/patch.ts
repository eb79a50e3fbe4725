import fastJsonPatch from 'fast-json-patch';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';

/** One operation of a JSON patch (RFC 6902). */
export interface PatchOperation extends JsonObject {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: Json;
}

/** The JSON patch that turns one object into another. Lists are compared by index. */
export function jsonPatch(before: JsonObject, after: JsonObject): readonly PatchOperation[] {
  if (!hasBigInt(before) && !hasBigInt(after)) return fastJsonPatch.compare(before, after) as PatchOperation[];
  // The library copies values by way of JSON.stringify, which refuses bigint: they travel as marked text.
  const operations = fastJsonPatch.compare(mapped(before, marked) as object, mapped(after, marked) as object);
  return mapped(operations as unknown as Json, unmarked) as unknown as PatchOperation[];
}

/** No text that came in as JSON or YAML begins with a lone surrogate and this word by accident. */
const MARK = '\uDC00bigint:';

function marked(value: Json): Json {
  return typeof value === 'bigint' ? `${MARK}${String(value)}` : value;
}

function unmarked(value: Json): Json {
  return typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value;
}

function mapped(value: Json, change: (value: Json) => Json): Json {
  if (isJsonArray(value)) return value.map((item) => mapped(item, change));
  if (!isJsonObject(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item ?? null, change)]));
}

function hasBigInt(value: Json | undefined): boolean {
  if (isJsonArray(value)) return value.some(hasBigInt);
  return isJsonObject(value) ? Object.values(value).some(hasBigInt) : typeof value === 'bigint';
}
