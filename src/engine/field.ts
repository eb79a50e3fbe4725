import { jsonEqual } from '../json/equal.ts';
import { valueAt, type Json } from '../json/json.ts';
import type { Draft, Scope } from './scope.ts';

/** The keys from an object down to one of its fields. */
export type FieldPath = readonly [string, ...string[]];

/**
 * Takes the value out of a field and removes the objects around it that are empty afterwards. An object that was empty
 * before stays: it may mean something.
 */
export function takeField(node: Draft, path: FieldPath, scope: Scope): Json | undefined {
  const [key, ...rest] = path;
  if (!isFieldPath(rest)) {
    const value = valueAt(node, [key]);
    Reflect.deleteProperty(node, key);
    return value ?? undefined;
  }
  const child = scope.child(node, key);
  if (!child) return undefined;
  let value: Json | undefined;
  scope.within(key, () => (value = takeField(child, rest, scope)));
  if (value !== undefined && Object.keys(child).length === 0) Reflect.deleteProperty(node, key);
  return value;
}

const DISPLACED = 'the value of another field is in this place after the conversion';

/**
 * Writes a field, making the objects around it where they are absent. A value that is there already, which the version
 * does not know, is a loss.
 */
export function putField(node: Draft, path: FieldPath, value: Json, scope: Scope): void {
  const [key, ...rest] = path;
  if (!isFieldPath(rest)) {
    const displaced = valueAt(node, [key]) ?? value;
    if (!jsonEqual(displaced, value)) scope.lose([key], displaced, DISPLACED);
    node[key] = value;
    return;
  }
  const child = scope.child(node, key) ?? (node[key] = scope.draft({}));
  scope.within(key, () => putField(child, rest, value, scope));
}

function isFieldPath(keys: readonly string[]): keys is FieldPath {
  return keys.length > 0;
}
