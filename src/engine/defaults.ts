import { jsonEqual } from '../json/equal.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { formatPath, type Path } from './path.ts';
import type { Draft, Scope } from './scope.ts';
import { walk } from './walk.ts';

/** What one field means to the author of a version when it is left out. */
export interface Default {
  /** The field as the rule writes it, such as `spec.rules[*].http.paths[*].pathType`. */
  readonly path: string;
  /** The objects that have the field. Where there is none, nothing is written. */
  readonly owner: Path;
  readonly key: string;
  readonly value: Json;
  /** Values that mean the same as leaving the field out, such as an empty list. */
  readonly unset: readonly Json[];
  /** What other fields of the owner must hold; null is for one that is left out. */
  readonly when: readonly (readonly [key: string, value: Json])[];
}

/** Writes defaults that follow from the rest of the object. */
export type DefaultsHook = (object: Draft, scope: Scope) => void;

/** What the fields of one version mean when they are left out. */
export interface Defaults {
  /** In the order in which they are written: a default may make the owner of a later one. */
  readonly fields: readonly Default[];
  /** Runs after the fields. */
  readonly hook: DefaultsHook | undefined;
}

/** The defaults of the version that the object is in, and of the one that it is converted to. */
export interface DefaultsPair {
  readonly own: Defaults;
  readonly other: Defaults | undefined;
}

/**
 * Writes the author's defaults into the fields that are left out, where the other version gives them another meaning.
 * A field of another type than a path says is an error.
 */
export function pinDefaults(object: JsonObject, { own, other }: DefaultsPair, scope: Scope): JsonObject {
  const draft = scope.draft(object);
  for (const field of differing(own.fields, other?.fields ?? [])) {
    walk(draft, field.owner, scope, (owner) => pin(owner, field));
  }
  if (own.hook !== other?.hook) own.hook?.(draft, scope);
  return draft;
}

function pin(owner: Draft, { key, value, unset, when }: Default): void {
  if (isUnset(owner, key, unset) && when.every(([other, want]) => holds(owner, other, want))) owner[key] = value;
}

/** Whether a field is left out: absent, null, or one of the values that mean the same. */
export function isUnset(owner: JsonObject, key: string, unset: readonly Json[] = []): boolean {
  const value = Object.hasOwn(owner, key) ? (owner[key] ?? null) : null;
  return value === null || unset.some((one) => jsonEqual(one, value));
}

function holds(owner: JsonObject, key: string, want: Json): boolean {
  return want === null ? isUnset(owner, key) : Object.hasOwn(owner, key) && jsonEqual(owner[key], want);
}

/** Defaults that the other version does not have as well, and those that they build upon. */
function differing(own: readonly Default[], other: readonly Default[]): readonly Default[] {
  const needed: Default[] = [];
  for (const field of [...own].reverse()) {
    const isShared = other.some((one) => isSame(one, field));
    if (!isShared || needed.some((later) => buildsUpon(later, field))) needed.unshift(field);
  }
  return needed;
}

function isSame(one: Default, two: Default): boolean {
  return one.path === two.path && jsonEqual(one.value, two.value) && jsonEqual(conditionsOf(one), conditionsOf(two));
}

function conditionsOf({ unset, when }: Default): Json {
  return [unset, when];
}

function buildsUpon(later: Default, earlier: Default): boolean {
  if (later.path.startsWith(`${earlier.path}.`) || later.path.startsWith(`${earlier.path}[`)) return true;
  const owner = formatPath(later.owner);
  return formatPath(earlier.owner) === owner && later.when.some(([key]) => key === earlier.key);
}
