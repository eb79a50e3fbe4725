import { jsonEqual } from '../../json/equal.ts';
import type { Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { fieldSetOf, union, type FieldPath, type FieldSet } from './field-set.ts';
import { fieldPosition, structureOf, type Position } from './structure.ts';

/** What differs between two objects. */
export interface Differences {
  /** In the second only, or in both and not equal. */
  readonly changed: FieldSet;
  /** In the first only. */
  readonly removed: FieldSet;
}

/** Compares field by field, as fields have managers (structured-merge-diff, Compare). Null is absent. */
export function compareFields(before: Json, after: Json, node: SchemaNode | undefined): Differences {
  const walk: Walk = { path: [], changed: [], removed: [] };
  compare(before, after, { position: { node }, walk });
  return { changed: fieldSetOf(walk.changed), removed: fieldSetOf(walk.removed) };
}

/** Every path that differs. */
export function allDifferences({ changed, removed }: Differences): FieldSet {
  return union(changed, removed);
}

interface Walk {
  readonly path: FieldPath;
  readonly changed: FieldPath[];
  readonly removed: FieldPath[];
}

interface At {
  readonly position: Position;
  readonly walk: Walk;
}

function compare(before: Json | undefined, after: Json | undefined, { position, walk }: At): void {
  if (jsonEqual(before, after)) return;
  const [left, right] = [before, after].map((value) => partsOf(value, position));
  if (isAbsent(before)) walk.changed.push(walk.path);
  else if (isAbsent(after)) walk.removed.push(walk.path);
  else if (!left || !right) {
    walk.changed.push(walk.path);
    return;
  }
  compareParts(left ?? NOTHING, right ?? NOTHING, walk);
}

function compareParts(left: Parts, right: Parts, walk: Walk): void {
  for (const [step, { position }] of new Map([...left, ...right])) {
    const at = { position, walk: { ...walk, path: [...walk.path, step] } };
    compare(left.get(step)?.value, right.get(step)?.value, at);
  }
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

type Parts = ReadonlyMap<string, Part>;

const NOTHING: Parts = new Map();

interface Part {
  readonly value: Json;
  readonly position: Position;
}

/** What is inside a value, by step; undefined for one that is not divided. */
function partsOf(whole: Json | undefined, at: Position): Parts | undefined {
  const structure = structureOf(whole, at);
  switch (structure.kind) {
    case 'leaf':
      return undefined;
    case 'elements': {
      const { items: position } = structure;
      return new Map([...structure.elements].map(([step, value]) => [step, { value, position }]));
    }
    case 'fields': {
      const fields = Object.entries(structure.value);
      return new Map(
        fields.map(([key, value = null]) => [`f:${key}`, { value, position: fieldPosition(at.node, key) }]),
      );
    }
  }
}
