import type { JsonObject } from '../json/json.ts';
import type { PreparedList, PreparedObject, PreparedType } from './prepared.ts';

/** The version of OpenAPI that a schema is written for. */
export type OpenApiVersion = 'v2' | 'v3';

/** How schemas are written. */
interface Form {
  readonly version: OpenApiVersion;
  /** How a definition is referred to, such as `#/definitions/io.k8s.api.core.v1.PodSpec`. */
  readonly reference: (definition: string) => string;
}

/** The schema, as OpenAPI documents of API servers have it, that says what a prepared type does. */
export function publishedSchema(type: PreparedType, form: Form): JsonObject {
  if (typeof type === 'string') return fromName(type, form);
  if ('scalar' in type) return { ...fromScalar(type.scalar, form), enum: type.values };
  if ('list' in type) return fromList(type, form);
  if ('map' in type) return { type: 'object', additionalProperties: publishedSchema(type.map, form) };
  return fromObject(type, form);
}

function fromName(type: string, form: Form): JsonObject {
  if (type === 'any') return {};
  return type.startsWith('#') ? { $ref: form.reference(type.slice(1)) } : fromScalar(type, form);
}

function fromScalar(type: string, { version }: Form): JsonObject {
  if (type === 'intOrString') return { ...INT_OR_STRING[version], format: 'int-or-string' };
  return { type: type === 'quantity' ? 'string' : type };
}

/** As k8s.io/apimachinery writes it (pkg/util/intstr, `OpenAPISchemaType` and `OpenAPIV3OneOfTypes`). */
const INT_OR_STRING: Readonly<Record<OpenApiVersion, JsonObject>> = {
  v2: { type: 'string' },
  v3: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
};

function fromList({ list, keys, mergeKey, merge }: PreparedList, form: Form): JsonObject {
  return {
    type: 'array',
    items: publishedSchema(list, form),
    ...(keys && { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys }),
    ...(mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...(merge && { 'x-kubernetes-patch-strategy': 'merge' }),
  };
}

/**
 * Without what is required: kubectl asks servers before 1.25 for nothing but their OpenAPI document, and would refuse a part of an object
 * that is applied by the server. Whoever creates an object without a required field hears of it from the member.
 */
function fromObject({ fields, open }: PreparedObject, form: Form): JsonObject {
  const properties = Object.entries(fields).map(([name, type]) => [name, publishedSchema(type, form)] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(open && { 'x-kubernetes-preserve-unknown-fields': true }),
  };
}
