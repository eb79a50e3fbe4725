import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';

/** What an object says, compiled, or everything that is wrong with it. */
export type Checked<T> =
  { readonly ok: true; readonly item: T } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Checks an object of one kind; the same for all objects of the same text. */
export type CheckObject<T> = (object: JsonObject) => Checked<T>;

/** A version of an object that was good. */
export interface Good<T> {
  readonly generation: number;
  /** As its author wrote it. */
  readonly spec: JsonObject;
  readonly item: T;
}

/** An object of an API server, checked. */
export interface ObjectRecord<T> {
  /** With the namespace before it where there is one, such as `shop/strict`. */
  readonly name: string;
  readonly uid: string;
  /** As the API server writes it, such as `2026-11-01T10:00:00Z`: in the order of time when sorted as text. */
  readonly created: string;
  /** Counts the changes of the spec. */
  readonly generation: number;
  readonly object: JsonObject;
  readonly current:
    { readonly ok: true; readonly good: Good<T> } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
  /** The last version that was in force; from the status where this process has not seen it itself. */
  readonly lastGood: Good<T> | undefined;
}

/** Reads an object of an API server; `before` is what was known of that name. Undefined for one that has no name. */
export function objectRecord<T>(
  object: JsonObject,
  before: ObjectRecord<T> | undefined,
  check: CheckObject<T>,
): ObjectRecord<T> | undefined {
  const metadata = objectAt(object, 'metadata');
  if (stringAt(metadata, 'name') === undefined) return undefined;
  const uid = stringAt(metadata, 'uid') ?? '';
  const generation = numberAt(metadata, 'generation');
  const known = before?.uid === uid ? before : undefined;
  return {
    name: nameOf(object),
    uid,
    created: stringAt(metadata, 'creationTimestamp') ?? '',
    generation,
    object,
    // Writing a status changes no generation, and needs no compiling.
    current: known?.generation === generation ? known.current : currentOf(generation, object, check),
    lastGood: known?.lastGood ?? lastGoodOf(object, check),
  };
}

/** The name of an object among all of its kind. */
export function nameOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  const name = stringAt(metadata, 'name') ?? '';
  const namespace = stringAt(metadata, 'namespace');
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function currentOf<T>(generation: number, object: JsonObject, check: CheckObject<T>): ObjectRecord<T>['current'] {
  const checked = check(object);
  if (!checked.ok) return checked;
  return { ok: true, good: { generation, spec: objectAt(object, 'spec') ?? {}, item: checked.item } };
}

/** What the status says was in force. It is checked as anything that comes from outside. */
function lastGoodOf<T>(object: JsonObject, check: CheckObject<T>): Good<T> | undefined {
  const accepted = objectAt(objectAt(object, 'status'), 'accepted');
  const spec = objectAt(accepted, 'spec');
  if (!spec) return undefined;
  const current = currentOf(numberAt(accepted, 'generation'), { ...object, spec }, check);
  return current.ok ? current.good : undefined;
}

function numberAt(parent: JsonObject | undefined, key: string): number {
  const value = parent?.[key];
  return typeof value === 'number' ? value : 0;
}
