import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import type { FieldSet } from './field-set.ts';
import { fieldPosition, KEY_DEFAULTS, keysOf, structureOf, type Position } from './structure.ts';

/**
 * The part of an object that a set names, as an apply of it must be: elements of lists have their keys, and nothing is null or unknown to
 * the schema, which API servers refuse in an apply.
 */
export function extractFields(object: JsonObject, set: FieldSet, node: SchemaNode | undefined): JsonObject {
  return extractObject(object, set, node);
}

function extract(value: Json, set: FieldSet, position: Position): Json | undefined {
  if (set.children.size === 0) return known(value, position.node);
  const structure = structureOf(value, position);
  if (structure.kind === 'leaf') return known(value, position.node);
  if (structure.kind === 'fields') return extractObject(structure.value, set, position.node);
  return [...structure.elements].flatMap(([step, element]) => {
    const child = set.children.get(step);
    const part = child && extract(element, child, structure.items);
    return part === undefined ? [] : [isJsonObject(part) ? withKeys(part, element, position.node) : part];
  });
}

function extractObject(object: JsonObject, { children }: FieldSet, node: SchemaNode | undefined): JsonObject {
  const result: Record<string, Json> = {};
  for (const [field, item] of Object.entries(object)) {
    const child = children.get(`f:${field}`);
    if (!child || item === null || item === undefined || isUnknown(node, field)) continue;
    const part = extract(item, child, fieldPosition(node, field));
    if (part !== undefined) result[field] = part;
  }
  return result;
}

function withKeys(part: JsonObject, element: Json, node: SchemaNode | undefined): JsonObject {
  if (node?.kind !== 'list' || !isJsonObject(element)) return part;
  const keys = keysOf(node).flatMap((key) => {
    const value = ownValue(element, key) ?? KEY_DEFAULTS[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ...part, ...Object.fromEntries(keys) };
}

function known(value: Json, node: SchemaNode | undefined): Json {
  if (isJsonArray(value)) return value.map((item) => known(item, node?.kind === 'list' ? node.items : undefined));
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).flatMap(([field, item = null]) =>
    item === null || isUnknown(node, field) ? [] : [[field, known(item, fieldPosition(node, field).node)] as const],
  );
  return Object.fromEntries(fields);
}

function isUnknown(node: SchemaNode | undefined, field: string): boolean {
  return node?.kind === 'object' && !node.preserveUnknown && !node.fields.has(field);
}
