import { decodeJson } from '../../src/json/decode.ts';
import { isJsonArray, isJsonObject, type Json } from '../../src/json/json.ts';

/**
 * The texts of all values in a JSON value that say something: no null, false, 0 or empty text. A text that holds JSON, as
 * annotations do, counts as what it holds.
 */
export function leavesOf(value: Json | undefined): readonly string[] {
  if (isJsonArray(value)) return value.flatMap(leavesOf);
  if (isJsonObject(value)) return Object.values(value).flatMap(leavesOf);
  if (value === undefined || value === null || value === false) return [];
  const decoded = typeof value === 'string' && /^[[{]/.test(value) ? decodeJson(value) : undefined;
  if (decoded?.ok) return leavesOf(decoded.value);
  const text =
    typeof value === 'string' && /^[+-]?\d+$/.test(value) ? String(BigInt(value.replace('+', ''))) : String(value);
  return text === '' || text === '0' ? [] : [text];
}
