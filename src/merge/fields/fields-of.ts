import { isJsonObject, type Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { fieldSetOf, type FieldPath, type FieldSet } from './field-set.ts';
import { fieldPosition, structureOf, type Position } from './structure.ts';

/** Every field that an object has: what somebody who applies it manages (structured-merge-diff, ToFieldSet). */
export function fieldsOf(value: Json, node: SchemaNode | undefined): FieldSet {
  const paths: FieldPath[] = [];
  collect(value, { node }, { path: [], paths });
  return fieldSetOf(paths);
}

interface Collected {
  readonly path: FieldPath;
  readonly paths: FieldPath[];
}

function collect(value: Json, position: Position, { path, paths }: Collected): void {
  const structure = structureOf(value, position);
  if (structure.kind === 'leaf') paths.push(path);
  else if (structure.kind === 'elements') {
    for (const [step, element] of structure.elements) {
      const inside = [...path, step];
      paths.push(inside);
      collect(element, structure.items, { path: inside, paths });
    }
  } else {
    for (const [field, item] of Object.entries(structure.value)) {
      if (item === undefined) continue;
      const inside = [...path, `f:${field}`];
      const found = fieldPosition(position.node, field);
      if (!found.isNamed || isEmpty(item)) paths.push(inside);
      collect(item, found, { path: inside, paths });
    }
  }
}

function isEmpty(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0);
}

/**
 * A set in which every field that has something inside it is itself, where the schema knows the field by name: such fields are there
 * because of what is inside (structured-merge-diff, EnsureNamedFieldsAreMembers).
 */
export function withNamedFields({ member, children }: FieldSet, node: SchemaNode | undefined): FieldSet {
  const completed = [...children].map(([step, child]): [string, FieldSet] => {
    const found = step.startsWith('f:') ? fieldPosition(node, step.slice(2)) : undefined;
    const inside = withNamedFields(child, found ? found.node : node?.kind === 'list' ? node.items : undefined);
    return [step, { member: inside.member || found?.isNamed === true, children: inside.children }];
  });
  return { member, children: new Map(completed) };
}
