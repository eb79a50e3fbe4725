import { encodeJson } from '../../json/encode.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { similarName } from './similar-name.ts';
import { canHold, typeName } from './type-name.ts';

/** Why a value is none of a type, in words, from the outside to the inside: the first reason there is; undefined when it fits. */
export function misfitOf(node: SchemaNode, value: Json): string | undefined {
  if (!canHold(node, value)) return `${encodeJson(value)} is not ${typeName(node)}`;
  if (isJsonArray(value))
    return node.kind === 'list' ? firstMisfit(value.map((item) => [node.items, item])) : undefined;
  if (!isJsonObject(value)) return undefined;
  if (node.kind === 'map') return firstMisfit(Object.values(value).map((item = null) => [node.values, item]));
  return node.kind === 'object' ? misfitOfFields(node, value) : undefined;
}

function misfitOfFields(node: SchemaNode & { readonly kind: 'object' }, value: JsonObject) {
  const unknown = Object.keys(value).find((key) => !node.fields.has(key) && !node.preserveUnknown);
  if (unknown !== undefined) {
    const name = similarName(unknown, node.fields.keys());
    return `${encodeJson(value)} has an unknown field ${unknown}${name === undefined ? '' : `; perhaps it is ${name}`}`;
  }
  return firstMisfit(
    Object.entries(value).map(([key, item = null]) => [node.fields.get(key) ?? { kind: 'any' }, item]),
  );
}

function firstMisfit(pairs: readonly (readonly [SchemaNode, Json])[]): string | undefined {
  for (const [node, value] of pairs) {
    const misfit = misfitOf(node, value);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}
