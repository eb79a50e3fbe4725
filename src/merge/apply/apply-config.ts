import type { JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { compareFields } from '../fields/compare-fields.ts';
import {
  difference,
  intersection,
  isEmptySet,
  pathsOf,
  union,
  type FieldPath,
  type FieldSet,
} from '../fields/field-set.ts';
import { fieldsOf, withNamedFields } from '../fields/fields-of.ts';
import { mergeConfig } from '../fields/merge-config.ts';
import { withoutMembers } from '../fields/remove-fields.ts';
import { SERVER_FIELDS } from './server-fields.ts';

/** Somebody who manages fields, and which. */
interface Manager<Who> {
  readonly who: Who;
  readonly fields: FieldSet;
}

export interface Application<Who> {
  /** The object as it is; empty when there is none. */
  readonly live: JsonObject;
  readonly config: JsonObject;
  readonly schema: SchemaNode;
  /** What the applier applied last. */
  readonly last: FieldSet;
  readonly others: readonly Manager<Who>[];
}

/** A field that an apply would change and that somebody else manages. */
export interface Conflict<Who> {
  readonly who: Who;
  readonly path: FieldPath;
}

export interface Applied<Who> {
  readonly object: JsonObject;
  /** What the applier manages from now on. */
  readonly fields: FieldSet;
  readonly conflicts: readonly Conflict<Who>[];
}

/**
 * What becomes of an object when a configuration is applied to it (structured-merge-diff v6, merge/update.go): the configuration's fields
 * are set, and those that the applier alone had applied before go when they are in it no more.
 */
export function applyConfig<Who>({ live, config, schema, last, others }: Application<Who>): Applied<Who> {
  const merged = mergeConfig(live, config, schema);
  const fields = difference(fieldsOf(config, schema), SERVER_FIELDS);
  const managed = others.reduce((all, other) => union(all, other.fields), fields);
  const object = isEmptySet(last) ? merged : pruned(merged, { last, managed, schema });
  const { changed } = compareFields(live, object, schema);
  const conflicts = others.flatMap(({ who, fields: theirs }) =>
    pathsOf(intersection(theirs, changed)).map((path) => ({ who, path })),
  );
  return { object, fields, conflicts };
}

interface Pruning {
  readonly last: FieldSet;
  /** What anybody manages, the applier's new fields included. */
  readonly managed: FieldSet;
  readonly schema: SchemaNode;
}

function pruned(merged: JsonObject, { last, managed, schema }: Pruning): JsonObject {
  const named = (set: FieldSet): FieldSet => withNamedFields(set, schema);
  const namesOf = (object: JsonObject): FieldSet => named(fieldsOf(object, schema));
  const all = namesOf(merged);
  const withoutLast = withoutMembers(merged, named(last));
  const withManaged = withoutMembers(merged, difference(all, union(namesOf(withoutLast), named(managed))));
  // What nobody manages, such as defaults beside the fields that go, stays.
  return withoutMembers(merged, intersection(difference(all, namesOf(withManaged)), named(last)));
}
