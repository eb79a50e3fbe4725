import { formatFieldPath } from '../engine/path.ts';
import { jsonEqual } from '../json/equal.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import type { ObjectNode, SchemaNode } from './node.ts';

/** A value that a server drops because it does not know its field. */
export interface DroppedField {
  /** Where the value is, such as `spec.rules[0].http.paths[0].pathType`. */
  readonly path: string;
  /** The same as keys and list indexes. */
  readonly keys: readonly (string | number)[];
  readonly value: Json;
  /** The feature gate that the field is behind, when the server knows the field. */
  readonly gate?: string;
}

/**
 * Every value that a server with this schema drops, in the order of the object: the highest field that it does not know, with
 * all that is below. Not what changes nothing: defaults that a newer server fills in. A field that holds null is absent, and a value of another type than the schema's is not looked into: a
 * server refuses it, which nobody overlooks.
 */
export function droppedFields(object: JsonObject, schema: SchemaNode): readonly DroppedField[] {
  const dropped: DroppedField[] = [];
  collect(object, schema, { keys: [], dropped });
  return dropped;
}

interface Walk {
  /** Where the walk is. */
  readonly keys: (string | number)[];
  readonly dropped: DroppedField[];
}

function collect(value: Json, node: SchemaNode, walk: Walk): void {
  switch (node.kind) {
    case 'object':
      if (isJsonObject(value)) collectFields(value, node, walk);
      return;
    case 'map':
      if (isJsonObject(value)) collectValues(value, node.values, walk);
      return;
    case 'list':
      if (isJsonArray(value)) collectItems(value, node.items, walk);
      return;
    case 'scalar':
    case 'any':
      return;
  }
}

function collectFields(value: JsonObject, node: ObjectNode, walk: Walk): void {
  for (const key in value) {
    const field = value[key];
    if (field === undefined || field === null) continue;
    const known = node.fields.get(key);
    const gate = node.gated?.get(key);
    if (known && gate === undefined) step(key, field, known, walk);
    else if (isLoss(key, field, node)) walk.dropped.push(droppedAt([...walk.keys, key], field, gate));
  }
}

function isLoss(key: string, value: Json, { preserveUnknown, gated, neutral }: ObjectNode): boolean {
  if (preserveUnknown && !gated?.has(key)) return false;
  return neutral?.get(key)?.some((each) => jsonEqual(each, value)) !== true;
}

function collectItems(items: readonly Json[], node: SchemaNode, walk: Walk): void {
  for (let index = 0; index < items.length; index++) step(index, items[index] ?? null, node, walk);
}

function collectValues(value: JsonObject, node: SchemaNode, walk: Walk): void {
  for (const key in value) step(key, value[key] ?? null, node, walk);
}

function step(key: string | number, value: Json, node: SchemaNode, walk: Walk): void {
  if (node.kind === 'scalar' || node.kind === 'any') return;
  walk.keys.push(key);
  collect(value, node, walk);
  walk.keys.pop();
}

function droppedAt(keys: readonly (string | number)[], value: Json, gate: string | undefined): DroppedField {
  return { path: formatFieldPath(keys), keys, value, ...(gate !== undefined && { gate }) };
}

/** True when a server with this schema knows the field at these keys and list indexes, or keeps it unknown. */
export function knowsField(schema: SchemaNode, keys: readonly (string | number)[]): boolean {
  let node: SchemaNode | undefined = schema;
  for (const key of keys) {
    if (node.kind === 'any') return true;
    const inner = innerNode(node, key);
    if (!inner) return node.kind === 'object' && node.preserveUnknown;
    node = inner;
  }
  return true;
}

function innerNode(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (typeof key === 'number') return node.kind === 'list' ? node.items : undefined;
  if (node.kind === 'object') return node.fields.get(key);
  return node.kind === 'map' ? node.values : undefined;
}
