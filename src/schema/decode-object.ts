import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import type { ObjectNode, ScalarType, SchemaNode } from './node.ts';

/** What an API server's decoder makes of an object. */
export interface DecodedObject {
  /** The object without the fields that the schema does not know. */
  readonly object: JsonObject;
  /** Where these were, as the decoder writes it: `spec.rules[0].nonsense`. */
  readonly unknown: readonly string[];
  /** The first value of another type: it cannot be decoded at all. */
  readonly mistyped: Mistyped | undefined;
}

/**
 * Decodes an object as an API server with this schema does: fields that it does not know are left out, and a value of another type is an
 * error. What may be read in several ways (quantities, ports, schemas in schemas) is not judged.
 */
export function decodeObject(object: JsonObject, schema: ObjectNode): DecodedObject {
  const walk: Walk = { text: '', fields: [], owner: structName(schema), unknown: [], mistyped: [] };
  const decoded = decodeFields(object, schema, walk);
  return { object: decoded, unknown: walk.unknown, mistyped: walk.mistyped[0] };
}

/** Where a value is. */
interface Place {
  /** With list indexes. */
  readonly text: string;
  /** The same by the names of fields alone. */
  readonly fields: readonly string[];
  /** The Go type of the innermost object. */
  readonly owner: string;
}

/** A value of another type than the schema says. */
export interface Mistyped extends Place {
  readonly value: Json;
  readonly node: SchemaNode;
}

interface Walk extends Place {
  readonly unknown: string[];
  readonly mistyped: Mistyped[];
}

function decode(value: Json, node: SchemaNode, walk: Walk): Json {
  // Go takes null for every type.
  if (value === null || node.kind === 'any') return value;
  if (node.kind === 'object' && isJsonObject(value)) return decodeFields(value, node, walk);
  if (node.kind === 'map' && isJsonObject(value)) return decodeValues(value, node.values, walk);
  if (node.kind === 'list' && isJsonArray(value)) return decodeItems(value, node.items, walk);
  if (!isOfType(value, node)) walk.mistyped.push({ ...walk, value, node });
  return value;
}

function decodeFields(value: JsonObject, node: ObjectNode, walk: Walk): JsonObject {
  const own = { ...walk, owner: structName(node) };
  return mapped(value, (key, item) => {
    const field = node.fields.get(key);
    const text = walk.text === '' ? key : `${walk.text}.${key}`;
    if (field) return decode(item, field, { ...own, text, fields: [...walk.fields, key] });
    if (node.preserveUnknown) return item;
    walk.unknown.push(text);
    return undefined;
  });
}

function decodeValues(value: JsonObject, node: SchemaNode, walk: Walk): JsonObject {
  return mapped(value, (key, item) => decode(item, node, { ...walk, text: `${walk.text}.${key}` }));
}

/** The object with other values; itself where all of them are the same. */
function mapped(object: JsonObject, change: (key: string, item: Json) => Json | undefined): JsonObject {
  const result: Record<string, Json> = {};
  let isSame = true;
  for (const [key, item] of Object.entries(object)) {
    if (item === undefined) continue;
    const changed = change(key, item);
    isSame &&= changed === item;
    if (changed !== undefined) result[key] = changed;
  }
  return isSame ? object : result;
}

function decodeItems(items: readonly Json[], node: SchemaNode, walk: Walk): readonly Json[] {
  if (node.kind === 'any') return items;
  const decoded = items.map((item, index) => decode(item, node, { ...walk, text: `${walk.text}[${index}]` }));
  return decoded.every((item, index) => item === items[index]) ? items : decoded;
}

/** A schema in a schema may be a boolean or a list instead. */
function isOfType(value: Json, node: SchemaNode): boolean {
  if (node.kind === 'object') return node.name === undefined || node.name.endsWith('.JSONSchemaProps');
  return node.kind === 'scalar' && SCALARS[node.type](value);
}

const isNumber = (value: Json): boolean => typeof value === 'number' || typeof value === 'bigint';

const SCALARS: Readonly<Record<ScalarType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => typeof value === 'bigint' || Number.isInteger(value),
  number: isNumber,
  intOrString: () => true,
  quantity: () => true,
};

function structName({ name = '' }: ObjectNode): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
