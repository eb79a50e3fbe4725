import type { JsonObject } from '../json/json.ts';
import type { PreparedList, PreparedObject, PreparedType } from './prepared.ts';

/** How a definition is referred to, such as `#/definitions/io.k8s.api.core.v1.PodSpec`. */
type Reference = (definition: string) => string;

/** The schema, as OpenAPI documents of API servers have it, that says what a prepared type does. */
export function publishedSchema(type: PreparedType, reference: Reference): JsonObject {
  if (typeof type === 'string') return fromName(type, reference);
  if ('scalar' in type) return { ...fromScalar(type.scalar), enum: type.values };
  if ('list' in type) return fromList(type, reference);
  if ('map' in type) return { type: 'object', additionalProperties: publishedSchema(type.map, reference) };
  return fromObject(type, reference);
}

function fromName(type: string, reference: Reference): JsonObject {
  if (type === 'any') return {};
  return type.startsWith('#') ? { $ref: reference(type.slice(1)) } : fromScalar(type);
}

function fromScalar(type: string): JsonObject {
  if (type === 'intOrString') return { type: 'string', format: 'int-or-string' };
  return { type: type === 'quantity' ? 'string' : type };
}

function fromList({ list, keys, mergeKey, merge }: PreparedList, reference: Reference): JsonObject {
  return {
    type: 'array',
    items: publishedSchema(list, reference),
    ...(keys && { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys }),
    ...(mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...(merge && { 'x-kubernetes-patch-strategy': 'merge' }),
  };
}

/**
 * Without what is required: kubectl asks servers before 1.25 for nothing but their OpenAPI document, and would refuse a part of an object
 * that is applied by the server. Whoever creates an object without a required field hears of it from the member.
 */
function fromObject({ fields, open }: PreparedObject, reference: Reference): JsonObject {
  const properties = Object.entries(fields).map(([name, type]) => [name, publishedSchema(type, reference)] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(open && { 'x-kubernetes-preserve-unknown-fields': true }),
  };
}
