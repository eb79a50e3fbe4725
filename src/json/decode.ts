import { parse as parseLossless } from 'lossless-json';
import { problem, type Problem } from '../errors.ts';
import { isJsonArray, type Json, type JsonObject } from './json.ts';

/** How deep an object may nest. Kubernetes' own schemas stay below 40; a CRD schema may describe deeper ones. */
export const MAX_DEPTH = 200;

/** A place in a text; both are counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export type Decoded =
  | { readonly ok: true; readonly value: Json }
  /** `at` is where the mistake is, when that is known and the problem does not say it. */
  | { readonly ok: false; readonly problem: Problem; readonly at?: TextPlace };

/**
 * Decodes JSON text without losing anything: integers beyond +-2^53 become `bigint`.
 * Refuses text that is not JSON or has a number that is infinite as a double (`JSON_SYNTAX`), nests deeper than
 * {@link MAX_DEPTH} (`JSON_TOO_DEEP`) or has a key `__proto__` (`JSON_FORBIDDEN_KEY`), which JSON patch libraries and
 * careless code would turn into a prototype.
 */
export function decodeJson(text: string): Decoded {
  try {
    const value = JSON.parse(text) as Json;
    const finding = findingIn(value);
    if (finding === 'inexact') return checked(parseExactly(text));
    if (finding === 'deep') return { ok: false, problem: problem('JSON_TOO_DEEP', { limit: MAX_DEPTH }) };
    return mayHaveForbiddenKey(text) ? checked(value) : { ok: true, value };
  } catch (error) {
    return { ok: false, problem: refusal(error) };
  }
}

function checked(value: Json): Decoded {
  const found = checkShape(value);
  return found ? { ok: false, problem: found } : { ok: true, value };
}

/** A key can be written with escapes. The walk that tells is slower. */
function mayHaveForbiddenKey(text: string): boolean {
  return text.includes('__proto__') || text.includes('\\u');
}

/** `deep`: nested too deep. `inexact`: it has a number that was perhaps an integer which a double cannot hold, or is infinite. */
type Finding = 'deep' | 'inexact' | undefined;

function findingIn(value: Json): Finding {
  return isContainer(value) ? findingBelow(value, 0) : isExact(value) ? undefined : 'inexact';
}

function findingBelow(value: JsonObject | readonly Json[], depth: number): Finding {
  if (depth > MAX_DEPTH) return 'deep';
  if (isJsonArray(value)) return findingInList(value, depth);
  for (const key in value) {
    const item = value[key];
    if (typeof item === 'string') continue;
    const finding = isContainer(item) ? findingBelow(item, depth + 1) : isExact(item) ? undefined : 'inexact';
    if (finding) return finding;
  }
  return undefined;
}

function findingInList(list: readonly Json[], depth: number): Finding {
  for (const item of list) {
    const finding = isContainer(item) ? findingBelow(item, depth + 1) : isExact(item) ? undefined : 'inexact';
    if (finding) return finding;
  }
  return undefined;
}

function isExact(value: Json | undefined): boolean {
  return typeof value !== 'number' || (value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER);
}

/** The exact parser is recursive: text that nests very deep ends with the stack. */
function refusal(error: unknown): Problem {
  return error instanceof RangeError
    ? problem('JSON_TOO_DEEP', { limit: MAX_DEPTH })
    : problem('JSON_SYNTAX', { reason: reasonOf(error) });
}

function parseExactly(text: string): Json {
  return parseLossless(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as Json;
}

function parseNumber(token: string): number | bigint {
  const value = Number(token);
  if (!Number.isFinite(value)) return value;
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(value) ? BigInt(token) : value;
}

/**
 * Checks a decoded value for nesting, forbidden keys and infinite numbers. It goes no deeper than {@link MAX_DEPTH}, so a
 * hostile body cannot exhaust the stack. Also used on YAML input, which has its own parser.
 */
export function checkShape(root: Json): Problem | undefined {
  return isContainer(root) ? checkContainer(root, 0) : checkNumber(root);
}

function checkContainer(value: JsonObject | readonly Json[], depth: number): Problem | undefined {
  if (depth > MAX_DEPTH) return problem('JSON_TOO_DEEP', { limit: MAX_DEPTH });
  if (isJsonArray(value)) return checkList(value, depth);
  for (const key in value) {
    if (key === '__proto__') return problem('JSON_FORBIDDEN_KEY', { key });
    const item = value[key];
    const found = isContainer(item) ? checkContainer(item, depth + 1) : checkNumber(item);
    if (found) return found;
  }
  return undefined;
}

function checkList(list: readonly Json[], depth: number): Problem | undefined {
  for (const item of list) {
    const found = isContainer(item) ? checkContainer(item, depth + 1) : checkNumber(item);
    if (found) return found;
  }
  return undefined;
}

function isContainer(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null;
}

/** Encoding would write null for an infinite number, and the value would be gone. */
function checkNumber(value: Json | undefined): Problem | undefined {
  return value === Infinity || value === -Infinity
    ? problem('JSON_SYNTAX', { reason: 'a number is too large' })
    : undefined;
}

/** The message of a thrown value. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
