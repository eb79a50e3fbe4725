import { encodeJson } from '../../json/encode.ts';
import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from '../../json/json.ts';
import type { ListNode, MergeFact, SchemaNode } from '../../schema/node.ts';

/** What a schema says of a value at one place. */
export interface Position {
  /** Undefined where nothing is known. */
  readonly node: SchemaNode | undefined;
  readonly fact?: MergeFact | undefined;
}

/** How a value is divided among managers: not at all, field by field, or element by element. */
export type Structure =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'fields'; readonly value: JsonObject }
  | { readonly kind: 'elements'; readonly elements: ReadonlyMap<string, Json>; readonly items: Position };

const LEAF: Structure = { kind: 'leaf' };

/**
 * How a value is divided, by the rules of structured-merge-diff: `x-kubernetes-list-type` and `-map-type`, and the strategy of strategic merge
 * patches where a list has no type. What no schema describes is divided field by field, and its lists are not.
 */
export function structureOf(value: Json | undefined, { node, fact }: Position): Structure {
  if (fact === 'atomic') return LEAF;
  if (isJsonObject(value)) return isAtomic(node, fact) ? LEAF : { kind: 'fields', value };
  return isJsonArray(value) && node?.kind === 'list' && isDivided(node, fact) ? elementsOf(value, node) : LEAF;
}

function elementsOf(list: readonly Json[], node: ListNode): Structure {
  const elements = new Map<string, Json>();
  for (const element of list) {
    const step = stepOf(element, node);
    if (step === undefined) return LEAF;
    if (!elements.has(step)) elements.set(step, element);
  }
  return { kind: 'elements', elements, items: { node: node.items } };
}

/** A scalar in the schema is no object, whatever the value says. */
function isAtomic(node: SchemaNode | undefined, fact: MergeFact | undefined): boolean {
  if (node?.kind === 'object') return node.atomic === true && fact !== 'granular';
  return node?.kind === 'scalar' || node?.kind === 'list';
}

/** Whether the elements of a list have managers of their own. */
export function isDivided(node: ListNode, fact: MergeFact | undefined): boolean {
  return fact !== 'atomic' && (fact === 'set' || node.mergeKeys !== undefined || node.patchMerge === true);
}

/** The place of a field, and whether the schema knows the field by its name. */
export function fieldPosition(node: SchemaNode | undefined, field: string): Position & { readonly isNamed: boolean } {
  if (node?.kind === 'map') return { node: node.values, isNamed: false };
  if (node?.kind !== 'object') return { node: undefined, isNamed: false };
  return { node: node.fields.get(field), fact: node.merging?.get(field), isNamed: node.fields.has(field) };
}

/** The fields that tell elements of a list apart; none for a set of scalars. */
export function keysOf({ mergeKeys, patchMergeKey }: ListNode): readonly string[] {
  return mergeKeys ?? (patchMergeKey === undefined ? [] : [patchMergeKey]);
}

/** The only default of a key that any API server knows (`+default="TCP"`); OpenAPI 2 leaves it out. */
export const KEY_DEFAULTS: Readonly<Record<string, Json>> = { protocol: 'TCP' };

/** What tells an element apart, as FieldsV1 writes it; undefined for an element that has nothing of it. */
export function stepOf(element: Json, list: ListNode): string | undefined {
  const keys = keysOf(list);
  if (keys.length > 0 ? !isJsonObject(element) : typeof element === 'object') return undefined;
  const step = stepBy(element, [...keys].sort());
  return step === 'k:{}' ? undefined : step;
}

/** The same by these keys, in their order; by the value itself when there are none. */
export function stepBy(element: Json, keys: readonly string[]): string {
  if (keys.length === 0) return `v:${encodeJson(element)}`;
  const values = keys.flatMap((key) => {
    const value = (isJsonObject(element) ? ownValue(element, key) : undefined) ?? KEY_DEFAULTS[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return `k:${encodeJson(Object.fromEntries(values))}`;
}
