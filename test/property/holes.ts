import { isJsonArray, isJsonObject, type Json } from '../../src/json/json.ts';

/** The fields of a value that are there and undefined: JSON has no such field, and whoever lists keys would see one. */
export function holesIn(value: Json | undefined, path = ''): readonly string[] {
  if (value === undefined) return [path];
  if (isJsonArray(value)) return value.flatMap((item, index) => holesIn(item, `${path}[${String(index)}]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => holesIn(item, `${path}.${key}`));
}
