import { problem } from '../../src/errors.ts';
import { formatFieldPath } from '../../src/engine/path.ts';
import { ConversionFailure, type Draft, type Scope } from '../../src/engine/scope.ts';
import type { Json } from '../../src/json/json.ts';

const MAX = 2n ** 63n - 1n;

/**
 * The 64-bit integer that an annotation holds, read as Go's strconv.ParseInt does. Kubernetes refuses the conversion of an
 * object whose annotation is anything else, and so does this, with `FIELD_TYPE`.
 */
export function parseInteger(annotation: string, text: Json): bigint {
  const value = typeof text === 'string' && /^[+-]?[0-9]+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
  if (value !== undefined && value <= MAX && value >= -MAX - 1n) return value;
  const path = formatFieldPath(['metadata', 'annotations', annotation]);
  const actual = typeof text === 'string' ? `"${text}"` : 'not even a string';
  throw new ConversionFailure(problem('FIELD_TYPE', { path, expected: 'an integer in a string', actual }));
}

/** The integer as JSON holds it: a number where that is exact. */
export function jsonInteger(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The text of an integer field; absent is 0. */
export function integerText(owner: Draft, key: string, scope: Scope): string {
  const value = owner[key] ?? 0;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return String(value);
  throw scope.typeMismatch([key], 'an integer', value);
}
