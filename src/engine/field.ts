import { jsonEqual } from '../json/equal.ts';
import { isJsonObject, ownValue, type Json, type JsonObject } from '../json/json.ts';
import type { Draft, Scope } from './scope.ts';

/** The keys from an object down to one of its fields. */
export type FieldPath = readonly [string, ...string[]];

/**
 * The object that a path of keys leads to, as it stands: no draft is made of it. Undefined when it or an object around it is absent
 * or null; another type is an error. `length` is how many of the keys to follow.
 */
export function objectIn(
  node: JsonObject,
  path: readonly string[],
  scope: Scope,
  length = path.length,
): JsonObject | undefined {
  let object = node;
  for (let at = 0; at < length; at++) {
    const value = ownValue(object, path[at] ?? '') ?? null;
    if (value === null) return undefined;
    if (!isJsonObject(value)) throw scope.typeMismatch(path.slice(0, at + 1), 'an object', value);
    object = value;
  }
  return object;
}

/**
 * Takes the value out of a field and removes the objects around it that are empty afterwards. An object that was empty
 * before stays: it may mean something.
 */
export function takeField(node: Draft, path: FieldPath, scope: Scope): Json | undefined {
  const last = path.length - 1;
  const key = path[last] ?? '';
  const owner = last === 0 ? node : objectIn(node, path, scope, last);
  const value = owner && ownValue(owner, key);
  // Most fields are absent in most objects, and then nothing is copied.
  if (value === undefined) return undefined;
  scope.trail?.take(scope.parts(path));
  if (last === 0) scope.remove(node, key);
  else removeBelow(node, path, { at: 0, isSet: value !== null, scope });
  return value ?? undefined;
}

interface Removal {
  readonly at: number;
  /** Whether the field had a value. One that was null does not take the objects around it along. */
  readonly isSet: boolean;
  readonly scope: Scope;
}

/** Removes the field, or the highest object around it that has nothing else: that one need not be copied. */
function removeBelow(node: Draft, path: FieldPath, { at, isSet, scope }: Removal): void {
  const key = path[at] ?? '';
  const value = node[key];
  if (at === path.length - 1 || !isJsonObject(value) || (isSet && hasOnly(value, path, at + 1))) {
    scope.remove(node, key);
    return;
  }
  const child = scope.draft(value);
  removeBelow(child, path, { at: at + 1, isSet, scope });
  node[key] = scope.settle(child);
}

/** True when an object has nothing but what a path leads to. */
function hasOnly(object: JsonObject, path: FieldPath, at: number): boolean {
  const name = path[at] ?? '';
  for (const key in object) if (key !== name && object[key] !== undefined) return false;
  const inner = object[name];
  return at === path.length - 1 || (isJsonObject(inner) && hasOnly(inner, path, at + 1));
}

/** True when an object has no field; one that was removed is none. */
export function isEmpty(node: JsonObject): boolean {
  for (const key in node) if (node[key] !== undefined) return false;
  return true;
}

const DISPLACED = 'the value of another field is in this place after the conversion';

/**
 * Writes a field, making the objects around it where they are absent. A value that is there already, which the version
 * does not know, is a loss.
 */
export function putField(node: Draft, path: FieldPath, value: Json, scope: Scope): void {
  if (path.length === 1) write(node, path[0], value, scope);
  else put(node, path, { at: 0, value, scope });
  scope.hasMoved = true;
  scope.trail?.put(scope.parts(path));
}

function write(node: Draft, key: string, value: Json, scope: Scope): void {
  const displaced = ownValue(node, key) ?? value;
  if (displaced !== value && !jsonEqual(displaced, value)) scope.lose([key], displaced, DISPLACED);
  node[key] = value;
}

interface Put {
  readonly at: number;
  readonly value: Json;
  readonly scope: Scope;
}

function put(node: Draft, path: FieldPath, { at, value, scope }: Put): void {
  const key = path[at] ?? '';
  if (at === path.length - 1) {
    write(node, key, value, scope);
    return;
  }
  const child = scope.child(node, key) ?? (node[key] = scope.draft({}));
  scope.enter(key);
  put(child, path, { at: at + 1, value, scope });
  scope.leave();
}
