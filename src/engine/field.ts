import { jsonEqual } from '../json/equal.ts';
import { ownValue, type Json, type JsonObject } from '../json/json.ts';
import type { Draft, Scope } from './scope.ts';

/** The keys from an object down to one of its fields. */
export type FieldPath = readonly [string, ...string[]];

/**
 * Takes the value out of a field and removes the objects around it that are empty afterwards. An object that was empty
 * before stays: it may mean something.
 */
export function takeField(node: Draft, path: FieldPath, scope: Scope): Json | undefined {
  return take(node, path, 0, scope);
}

function take(node: Draft, path: FieldPath, at: number, scope: Scope): Json | undefined {
  const key = path[at] ?? '';
  if (at === path.length - 1) {
    const value = ownValue(node, key);
    scope.remove(node, key);
    return value ?? undefined;
  }
  const child = scope.child(node, key);
  if (!child) return undefined;
  const { holes } = scope;
  scope.enter(key);
  const value = take(child, path, at + 1, scope);
  scope.leave();
  if (value !== undefined && isEmpty(child)) scope.remove(node, key);
  else if (scope.holes !== holes) node[key] = scope.settle(child);
  return value;
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
  put(node, path, { at: 0, value, scope });
}

interface Put {
  readonly at: number;
  readonly value: Json;
  readonly scope: Scope;
}

function put(node: Draft, path: FieldPath, { at, value, scope }: Put): void {
  const key = path[at] ?? '';
  if (at === path.length - 1) {
    const displaced = ownValue(node, key) ?? value;
    if (displaced !== value && !jsonEqual(displaced, value)) scope.lose([key], displaced, DISPLACED);
    node[key] = value;
    return;
  }
  const child = scope.child(node, key) ?? (node[key] = scope.draft({}));
  scope.enter(key);
  put(child, path, { at: at + 1, value, scope });
  scope.leave();
}
