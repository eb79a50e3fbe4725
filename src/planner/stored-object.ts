import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import type { MemberLoss } from './losses-in-member.ts';

/** Which fields go: by key or list index, those below; nothing below is a field that goes itself. */
type Fields = Map<string | number, Fields>;

/** An object without the values that a member drops of it. What is left alone is shared with the input. */
export function storedObject(object: JsonObject, dropped: readonly MemberLoss[]): JsonObject {
  const fields: Fields = new Map();
  for (const { keys } of dropped) {
    let at = fields;
    for (const key of keys) {
      const next: Fields = at.get(key) ?? new Map<string | number, Fields>();
      at.set(key, next);
      at = next;
    }
  }
  return fields.size === 0 ? object : fieldsWithout(object, fields);
}

function without(value: Json | undefined, fields: Fields): Json | undefined {
  if (isJsonArray(value)) {
    return value.map((item, index) => {
      const below = fields.get(index);
      return below ? (without(item, below) ?? null) : item;
    });
  }
  return isJsonObject(value) ? fieldsWithout(value, fields) : value;
}

function fieldsWithout(object: JsonObject, fields: Fields): JsonObject {
  const kept: [string, Json | undefined][] = [];
  for (const [key, value] of Object.entries(object)) {
    const below = fields.get(key);
    if (!below) kept.push([key, value]);
    else if (below.size > 0) kept.push([key, without(value, below)]);
  }
  return Object.fromEntries(kept);
}
