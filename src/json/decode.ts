import { parse as parseLossless } from 'lossless-json';
import { problem, type Problem } from '../errors.ts';
import { isJsonArray, isJsonObject, type Json } from './json.ts';

/** How deep an object may nest. Kubernetes' own schemas stay below 40; a CRD schema may describe deeper ones. */
export const MAX_DEPTH = 200;

export type Decoded = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: Problem };

/** A number token of 16 digits or more may be an integer that a double cannot hold. */
const LONG_NUMBER = /\d{16}/;

/**
 * Decodes JSON text without losing anything: integers beyond +-2^53 become `bigint`.
 * Refuses text that is not JSON or has a number that is infinite as a double (`JSON_SYNTAX`), nests deeper than
 * {@link MAX_DEPTH} (`JSON_TOO_DEEP`) or has a key `__proto__` (`JSON_FORBIDDEN_KEY`), which JSON patch libraries and
 * careless code would turn into a prototype.
 */
export function decodeJson(text: string): Decoded {
  let value: Json;
  try {
    value = LONG_NUMBER.test(text) ? parseExactly(text) : (JSON.parse(text) as Json);
  } catch (error) {
    return { ok: false, problem: refusal(error) };
  }
  const found = checkShape(value);
  return found ? { ok: false, problem: found } : { ok: true, value };
}

/** The exact parser is recursive: text that nests very deep ends with the stack. */
function refusal(error: unknown): Problem {
  return error instanceof RangeError
    ? problem('JSON_TOO_DEEP', { limit: MAX_DEPTH })
    : problem('JSON_SYNTAX', { reason: reasonOf(error) });
}

function parseExactly(text: string): Json {
  return parseLossless(text, undefined, parseNumber) as Json;
}

function parseNumber(token: string): number | bigint {
  const value = Number(token);
  if (!Number.isFinite(value)) return value;
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(value) ? BigInt(token) : value;
}

/**
 * Checks a decoded value for nesting, forbidden keys and infinite numbers, without recursion, so that a hostile body cannot
 * exhaust the stack. Also used on YAML input, which has its own parser.
 */
export function checkShape(root: Json): Problem | undefined {
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return problem('JSON_TOO_DEEP', { limit: MAX_DEPTH });
    const next: Json[] = [];
    for (const value of level) {
      const found = checkValue(value);
      if (found) return found;
      pushContents(next, value);
    }
    level = next;
  }
  return undefined;
}

function checkValue(value: Json): Problem | undefined {
  // Encoding would write null for it, and the value would be gone.
  if (typeof value === 'number' && !Number.isFinite(value))
    return problem('JSON_SYNTAX', { reason: 'a number is too large' });
  return isJsonObject(value) && Object.hasOwn(value, '__proto__')
    ? problem('JSON_FORBIDDEN_KEY', { key: '__proto__' })
    : undefined;
}

/** Adds what is still to be checked: containers, and the numbers that {@link checkValue} refuses. */
function pushContents(next: Json[], parent: Json): void {
  const values = isJsonArray(parent) ? parent : isJsonObject(parent) ? Object.values(parent) : [];
  for (const value of values) {
    const isContainer = typeof value === 'object' && value !== null;
    if (isContainer || value === Infinity || value === -Infinity) next.push(value);
  }
}

/** The message of a thrown value. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
