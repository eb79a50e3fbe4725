import { isJsonObject, ownValue, type Json, type JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { NO_FIELDS, type FieldSet } from '../fields/field-set.ts';
import { fieldPosition } from '../fields/structure.ts';

/** What is known of a translation, when it is asked who owns the objects around the fields. */
export interface Owned {
  /** The object that is converted, and what of it somebody manages. */
  readonly object: JsonObject;
  readonly set: FieldSet;
  /** The converted object, its schema, and the fields that were found in it. */
  readonly whole: JsonObject;
  readonly node: SchemaNode | undefined;
  readonly found: FieldSet;
  /** The object converted without what the set has, where what is empty then stays; asked for only where it matters. */
  readonly rest: () => JsonObject | undefined;
}

/**
 * The fields with the objects and maps around them that belong to the same manager (the entries `.`): those that do in the object that is
 * converted, and those that the conversion makes of nothing but what the manager has.
 */
export function withOwnedParents({ object, set, whole, node, found, rest }: Owned): FieldSet {
  let converted: JsonObject | undefined;
  const isOwned = (path: readonly string[]): boolean => {
    if (isThere(object, path)) return memberAt(set, path);
    converted ??= rest() ?? whole;
    return !isThere(converted, path);
  };
  return marked(found, { path: [], node, isOwned });
}

interface Marking {
  /** Names of fields. */
  readonly path: readonly string[];
  readonly node: SchemaNode | undefined;
  readonly isOwned: (path: readonly string[]) => boolean;
}

/** Only fields that the schema names have such entries here, and none within elements of lists. */
function marked({ member, children }: FieldSet, { path, node, isOwned }: Marking): FieldSet {
  const inside = [...children].map(([step, child]): [string, FieldSet] => {
    const field = step.slice(2);
    const position = step.startsWith('f:') ? fieldPosition(node, field) : undefined;
    if (position?.isNamed !== true || child.children.size === 0) return [step, child];
    const own = [...path, field];
    const { children: within } = marked(child, { path: own, node: position.node, isOwned });
    return [step, { member: child.member || isOwned(own), children: within }];
  });
  return { member, children: new Map(inside) };
}

function isThere(object: JsonObject, path: readonly string[]): boolean {
  const value = path.reduce<Json | undefined>(
    (around, field) => (isJsonObject(around) ? ownValue(around, field) : undefined),
    object,
  );
  return (value ?? null) !== null;
}

function memberAt(set: FieldSet, path: readonly string[]): boolean {
  return path.reduce((inside, field) => inside.children.get(`f:${field}`) ?? NO_FIELDS, set).member;
}
