import type { Conversion } from '../../engine/convert.ts';
import type { JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { compareFields } from '../fields/compare-fields.ts';
import {
  difference,
  fieldSetOf,
  NO_FIELDS,
  pathsOf,
  union,
  type FieldPath,
  type FieldSet,
} from '../fields/field-set.ts';
import { fieldsOf } from '../fields/fields-of.ts';
import { withoutLeaves, withoutMembers, withoutValues } from '../fields/remove-fields.ts';
import { fieldPosition } from '../fields/structure.ts';
import { withOwnedParents } from './owned-parents.ts';
import { SERVER_FIELDS } from './server-fields.ts';

/** A conversion of whole objects into the version whose fields are asked for. */
export interface FieldTranslation {
  readonly convert: (object: JsonObject) => Conversion;
  /** The schema of that version. */
  readonly node: SchemaNode | undefined;
}

/**
 * The fields of another version that are made of some fields of an object: those that differ when the object is converted without them. Where
 * that cannot be converted it is done field by field, and a field without which nothing converts is taken for the one of the same name.
 */
export function translateFields(object: JsonObject, set: FieldSet, translation: FieldTranslation): FieldSet {
  const whole = translation.convert(object);
  if (!whole.ok) return NO_FIELDS;
  const made: Made = (part, without = withoutLeaves) => {
    const rest = translation.convert(without(object, part));
    return rest.ok ? compareFields(rest.object, whole.object, translation.node).changed : undefined;
  };
  const fields = made(set) ?? piecewise(set, made, fieldsOf(whole.object, translation.node));
  return difference(union(withoutParents(fields, translation.node), madeElements(set, made)), SERVER_FIELDS);
}

/** The same with who owns the objects and maps around the fields, as an entry of `managedFields` shows it. */
export function translateOwned(object: JsonObject, set: FieldSet, translation: FieldTranslation): FieldSet {
  const { convert, node } = translation;
  const found = translateFields(object, set, translation);
  const whole = convert(object);
  if (!whole.ok) return found;
  const rest = (): JsonObject | undefined => {
    const converted = convert(withoutValues(object, set));
    return converted.ok ? converted.object : undefined;
  };
  return withOwnedParents({ object, set, whole: whole.object, node, found, rest });
}

/** The fields that are made of a part; undefined when nothing can be converted without it. */
type Made = (part: FieldSet, without?: typeof withoutLeaves) => FieldSet | undefined;

/** Who has put an element into a list manages that it is there, and what tells it apart, whoever manages the rest of it. */
function madeElements(set: FieldSet, made: Made): FieldSet {
  const elements = pathsOf(set).filter(isElement);
  const depths = new Set(elements.map(depthOf));
  const found = [...depths].flatMap((depth) => {
    const changed = made(fieldSetOf(elements.filter((path) => depthOf(path) === depth)), withoutMembers) ?? NO_FIELDS;
    const all = pathsOf(changed);
    const outermost = Math.min(...all.filter(isElement).map(depthOf));
    return all.filter((path) => depthOf(path) === outermost && (isElement(path) || isKey(path)));
  });
  return fieldSetOf(found);
}

function isElement(path: FieldPath): boolean {
  return /^[kv]:/.test(path.at(-1) ?? '');
}

/** How many lists an element is in. */
function depthOf(path: FieldPath): number {
  return path.filter((step) => !step.startsWith('f:')).length;
}

/** Whether a path is of a field that tells the element that it is in apart. */
function isKey(path: FieldPath): boolean {
  const [element = '', field = ''] = path.slice(-2);
  return element.startsWith('k:') && Object.hasOwn(JSON.parse(element.slice(2)) as JsonObject, field.slice(2));
}

function piecewise(set: FieldSet, made: Made, all: FieldSet): FieldSet {
  const parts = [...set.children].flatMap(([step, { children }]) =>
    [...children].map(([field, inside]) => {
      const sameName = all.children.get(step)?.children.get(field) ?? NO_FIELDS;
      return made(nested([step, field], inside)) ?? nested([step, field], sameName);
    }),
  );
  return parts.reduce(union, NO_FIELDS);
}

function nested(path: readonly string[], set: FieldSet): FieldSet {
  return path.reduceRight((inside, step): FieldSet => ({ member: false, children: new Map([[step, inside]]) }), set);
}

/** A field that the schema knows is there because of what is inside it: it is not named beside that. */
function withoutParents({ member, children }: FieldSet, node: SchemaNode | undefined): FieldSet {
  const inside = [...children].map(([step, child]): [string, FieldSet] => {
    const found = step.startsWith('f:') ? fieldPosition(node, step.slice(2)) : undefined;
    const rest = withoutParents(child, found ? found.node : node?.kind === 'list' ? node.items : undefined);
    return [
      step,
      { member: rest.member && !(found?.isNamed === true && rest.children.size > 0), children: rest.children },
    ];
  });
  return { member, children: new Map(inside) };
}
