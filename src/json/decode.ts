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
 * Refuses text that is not JSON (`JSON_SYNTAX`), nests deeper than {@link MAX_DEPTH} (`JSON_TOO_DEEP`) or has a key
 * `__proto__` (`JSON_FORBIDDEN_KEY`), which JSON patch libraries and careless code would turn into a prototype.
 */
export function decodeJson(text: string): Decoded {
  let value: Json;
  try {
    value = LONG_NUMBER.test(text) ? parseExactly(text) : (JSON.parse(text) as Json);
  } catch (error) {
    return { ok: false, problem: problem('JSON_SYNTAX', { reason: reasonOf(error) }) };
  }
  const found = checkShape(value);
  return found ? { ok: false, problem: found } : { ok: true, value };
}

function parseExactly(text: string): Json {
  return parseLossless(text, undefined, parseNumber) as Json;
}

function parseNumber(token: string): number | bigint {
  const value = Number(token);
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(value) ? BigInt(token) : value;
}

/**
 * Checks a decoded value for nesting and forbidden keys, without recursion, so that a hostile body cannot exhaust the
 * stack. Also used on YAML input, which has its own parser.
 */
export function checkShape(root: Json): Problem | undefined {
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return problem('JSON_TOO_DEEP', { limit: MAX_DEPTH });
    const next: Json[] = [];
    for (const value of level) {
      if (isJsonObject(value) && Object.hasOwn(value, '__proto__')) {
        return problem('JSON_FORBIDDEN_KEY', { key: '__proto__' });
      }
      pushContainers(next, value);
    }
    level = next;
  }
  return undefined;
}

function pushContainers(next: Json[], parent: Json): void {
  const values = isJsonArray(parent) ? parent : isJsonObject(parent) ? Object.values(parent) : [];
  for (const value of values) if (typeof value === 'object' && value !== null) next.push(value);
}

/** The message of a thrown value. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
