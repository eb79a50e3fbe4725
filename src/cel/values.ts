import { Optional } from '@marcbachmann/cel-js';
import { isJsonArray, type Json, type JsonObject } from '../json/json.ts';

/** A value that has no other form; the message says why. */
export class ValueError extends Error {}

/** Deeper values than this are refused: decoding refuses them before, at 200. */
const MAX_DEPTH = 500;

/**
 * A JSON value as CEL sees it: integers are `int`, whatever their size, and objects are maps, in which no key is special.
 * Throws {@link ValueError} for what is not JSON.
 */
export function toCel(value: Json | undefined, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new ValueError('a value nests too deep');
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (isJsonArray(value)) return value.map((item) => toCel(item, depth + 1));
  return mapOf(value, depth);
}

function mapOf(object: JsonObject, depth: number): ReadonlyMap<string, unknown> {
  if (!isPlain(object)) throw new ValueError('a value is not JSON');
  const map = new Map<string, unknown>();
  for (const [key, item] of Object.entries(object)) if (item !== undefined) map.set(key, toCel(item, depth + 1));
  return map;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** How much of a result is taken over: about the characters that it has when it is written as JSON. */
interface Room {
  left: number;
}

/**
 * What an expression gave, as JSON. Undefined is for an optional value that is not there. Throws {@link ValueError} for what
 * JSON does not have, and for more than `limit` characters.
 */
export function fromCel(value: unknown, limit: number): Json | undefined {
  if (value instanceof Optional) return value.hasValue() ? fromCel(value.value(), limit) : undefined;
  return jsonOf(value, { left: limit }, 0);
}

function jsonOf(value: unknown, room: Room, depth: number): Json {
  take(room, typeof value === 'string' ? value.length + 2 : 4);
  if (depth > MAX_DEPTH) throw new ValueError('the result nests too deep');
  if (typeof value === 'bigint' || typeof value === 'number') return numberOf(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => jsonOf(item, room, depth + 1));
  return objectOf(entriesOf(value), room, depth);
}

function entriesOf(value: unknown): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) return value.entries();
  if (typeof value === 'object' && value !== null && isPlain(value)) return Object.entries(value);
  throw new ValueError('the result is a value that JSON does not have');
}

function numberOf(value: bigint | number): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (!Number.isFinite(value)) throw new ValueError(`JSON has no number ${String(value)}`);
  return value;
}

function objectOf(entries: Iterable<readonly [unknown, unknown]>, room: Room, depth: number): JsonObject {
  const object: Record<string, Json> = {};
  for (const [key, item] of entries) {
    if (typeof key !== 'string') throw new ValueError('a key of the result is not a string');
    if (key === '__proto__') throw new ValueError('the result has a key __proto__');
    take(room, key.length + 4);
    object[key] = jsonOf(item, room, depth + 1);
  }
  return object;
}

function take(room: Room, size: number): void {
  room.left -= size;
  if (room.left < 0) throw new ValueError('the result is too large');
}
