import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { ScalarType } from './node.ts';
import { OBJECT_META, type PreparedList, type PreparedObject, type PreparedType } from './prepared.ts';

/** How a schema is read where OpenAPI alone does not decide. */
interface PrepareOptions {
  /** True for the structural schema of a CRD, where an object without fields has none; elsewhere it may hold anything. */
  readonly structural: boolean;
}

const PUBLISHED: PrepareOptions = { structural: false };

/** Go types whose JSON is not what their OpenAPI says; the names end like this in every package and version. */
const SPECIAL: readonly (readonly [RegExp, PreparedType])[] = [
  [/\.api\.resource\.Quantity$/, 'quantity'],
  [/\.util\.intstr\.IntOrString$/, 'intOrString'],
  [/\.meta\.v1\.(FieldsV1|Fields|Patch)$|\.runtime\.RawExtension$|\.apiextensions\.v1(beta1)?\.JSON$/, 'any'],
];

/** A schema or a boolean (or a list): written as a schema it is one, and every other form has no fields. */
const SCHEMA_OR = /^(.*\.JSONSchemaProps)Or(?:Bool|Array|StringArray)$/;

/** Prepares a named definition of an API server's OpenAPI document, version 2 or 3. */
export function prepareDefinition(name: string, schema: JsonObject): PreparedType {
  const special = SPECIAL.find(([pattern]) => pattern.test(name));
  if (special) return special[1];
  const schemaOr = SCHEMA_OR.exec(name)?.[1];
  return schemaOr === undefined ? prepareSchema(schema) : `#${schemaOr}`;
}

/**
 * Prepares a schema: references become names, `allOf` around a single reference is that reference (OpenAPI 3), and what is
 * not understood is `any`. Goes through `properties` as through a map, since JSONSchemaProps has properties that are named
 * like keywords.
 */
export function prepareSchema(schema: Json | undefined, options: PrepareOptions = PUBLISHED): PreparedType {
  if (!isJsonObject(schema)) return 'any';
  const reference = referenceOf(schema);
  if (reference !== undefined) return `#${reference}`;
  if (schema.type === 'array') return preparedList(schema, options);
  const scalar = isIntOrString(schema) ? 'intOrString' : scalarOf(schema.type);
  if (scalar === undefined) return preparedObject(schema, options);
  return options.structural && isJsonArray(schema.enum) ? preparedEnum(scalar, schema.enum) : scalar;
}

/** Only a CRD's own list of values is final: that of a built-in kind names what one release knows. */
function preparedEnum(scalar: ScalarType, values: readonly Json[]): PreparedType {
  return { scalar, values: values.filter((value) => value !== null) };
}

function referenceOf(schema: JsonObject): string | undefined {
  const direct = stringAt(schema, '$ref');
  if (direct !== undefined) return direct.slice(direct.lastIndexOf('/') + 1);
  const all = schema.allOf;
  if (!isJsonArray(all) || all.length !== 1 || !isJsonObject(all[0])) return undefined;
  return referenceOf(all[0]);
}

function isIntOrString(schema: JsonObject): boolean {
  return schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true;
}

function scalarOf(type: Json | undefined): ScalarType | undefined {
  return type === 'string' || type === 'integer' || type === 'number' || type === 'boolean' ? type : undefined;
}

function preparedList(schema: JsonObject, options: PrepareOptions): PreparedList {
  const keys = stringsOf(schema['x-kubernetes-list-map-keys']);
  const mergeKey = stringAt(schema, 'x-kubernetes-patch-merge-key');
  const strategy = stringAt(schema, 'x-kubernetes-patch-strategy') ?? '';
  return {
    list: prepareSchema(schema.items, options),
    ...(keys.length > 0 && { keys }),
    ...(mergeKey !== undefined && { mergeKey }),
    ...(strategy.split(',').includes('merge') && { merge: true }),
  };
}

function preparedObject(schema: JsonObject, options: PrepareOptions): PreparedType {
  const properties = objectAt(schema, 'properties');
  const more = schema.additionalProperties;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (!properties && isAllowed(more)) return { map: prepareSchema(more, options) };
  if (!properties && (open || !options.structural)) return 'any';
  const required = stringsOf(schema.required).filter((name) => !isDefaulted(properties?.[name]));
  return {
    fields: { ...fieldsOf(properties ?? {}, options), ...embeddedFields(schema, options) },
    ...(required.length > 0 && { required }),
    ...((open || isAllowed(more)) && { open: true }),
  };
}

/** A server fills in what is missing, required or not. */
function isDefaulted(schema: Json | undefined): boolean {
  return isJsonObject(schema) && schema.default !== undefined;
}

function embeddedFields(schema: JsonObject, { structural }: PrepareOptions): PreparedObject['fields'] {
  return structural && schema['x-kubernetes-embedded-resource'] === true ? EMBEDDED : {};
}

/** What an API server knows of every object inside another (`x-kubernetes-embedded-resource`). */
const EMBEDDED: PreparedObject['fields'] = { apiVersion: 'string', kind: 'string', metadata: `#${OBJECT_META}` };

/** `additionalProperties` as a schema or true; false and an absent one allow no more fields. */
function isAllowed(more: Json | undefined): boolean {
  return more === true || isJsonObject(more);
}

function fieldsOf(properties: JsonObject, options: PrepareOptions): PreparedObject['fields'] {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, prepareSchema(schema, options)]));
}

function stringsOf(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
