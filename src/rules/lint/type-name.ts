import { encodeJson } from '../../json/encode.ts';
import { isJsonArray, isJsonObject, type Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';

/** A type in words. */
export function typeName(node: SchemaNode): string {
  if (node.kind !== 'scalar') return { object: 'an object', map: 'a map', list: 'a list', any: 'anything' }[node.kind];
  const { type, values } = node;
  if (values) return `one of ${valueList(values)}`;
  if (type === 'intOrString') return 'an integer or a string';
  return type === 'integer' ? 'an integer' : `a ${type}`;
}

const WIDER: Readonly<Record<string, readonly string[]>> = {
  integer: ['number', 'intOrString', 'quantity'],
  string: ['intOrString', 'quantity'],
  quantity: ['string', 'intOrString'],
  intOrString: ['quantity'],
  number: ['quantity'],
};

/** Whether every value of a scalar type is a value of another one. */
export function scalarFits(from: string, to: string): boolean {
  return from === to || (WIDER[from] ?? []).includes(to);
}

/** Whether a field of this type can hold a value, as far as its first level says. */
export function canHold(node: SchemaNode, value: Json): boolean {
  if (node.kind === 'any' || value === null) return true;
  if (isJsonArray(value)) return node.kind === 'list';
  if (isJsonObject(value)) return node.kind === 'object' || node.kind === 'map';
  if (node.kind !== 'scalar') return false;
  return scalarFits(scalarOf(value), node.type) && (node.values?.includes(value) ?? true);
}

/** Values in words, as JSON; the first few of many. */
export function valueList(values: readonly Json[]): string {
  const shown = values.slice(0, MOST_SHOWN).map((value) => encodeJson(value));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${String(rest)} more` : shown.join(', ');
}

const MOST_SHOWN = 6;

function scalarOf(value: string | number | bigint | boolean): string {
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  return typeof value === 'bigint' || Number.isInteger(value) ? 'integer' : 'number';
}
