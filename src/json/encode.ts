import { stringify as stringifyLossless } from 'lossless-json';
import type { Json } from './json.ts';

/** Encodes a value as JSON text; `bigint` becomes an integer with all its digits. `indent` is a number of spaces. */
export function encodeJson(value: Json, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    // JSON.stringify refuses bigint with a TypeError; such objects are rare, so the fast way is tried first.
    if (!(error instanceof TypeError)) throw error;
    return stringifyLossless(value, undefined, indent) ?? 'null';
  }
}
