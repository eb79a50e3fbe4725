import type { Loss } from '../engine/scope.ts';
import { isJsonArray, isJsonObject, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { droppedFields, knowsField, type DroppedField } from '../schema/dropped-fields.ts';
import { isKeptByAll } from '../schema/kept-by-all.ts';
import type { OwnSchemas, SchemaNode, Schemas } from '../schema/node.ts';

/** A value that a member's API server drops, and the keys and list indexes that lead to it. */
export interface MemberLoss extends Loss {
  readonly keys: DroppedField['keys'];
}

interface Member {
  /** The member's Kubernetes minor, such as `1.21`; undefined when nobody said. */
  readonly minor: string | undefined;
  readonly schemas: Schemas;
  /** What the member says of itself: takes precedence over what is known of its minor. */
  readonly own?: OwnSchemas | undefined;
}

/** What API servers write themselves, and Karmada does not propagate: nothing of a template is lost there. */
const WRITTEN_BY_SERVERS: readonly (readonly string[])[] = [
  ['status'],
  ['metadata', 'managedFields'],
  ['metadata', 'selfLink'],
  ['spec', 'clusterIPs'],
];

/**
 * What the API server of a member drops of an object that it is sent, because it does not know the field or because the
 * feature gate of the field is off by default. Nothing where no schema of the kind is known, the member's own or that of its minor.
 * `template` is the object before it was converted: a field that stands there as it does in the object is the author's.
 */
export function lossesInMember(object: JsonObject, template: JsonObject, member: Member): readonly MemberLoss[] {
  const found = schemaIn(member, gvkIn(object));
  if (!found) return [];
  return droppedFields(object, found.schema)
    .filter(({ keys }) => !WRITTEN_BY_SERVERS.some((start) => start.every((key, index) => keys[index] === key)))
    .map((field) => {
      const { path, keys, value } = field;
      return { path, keys, value, reason: found.reasonFor(field, template) };
    });
}

/** Whether {@link lossesInMember} would find nothing in any of these members; false when it may find something in one. */
export function isKeptWhole(object: JsonObject, members: readonly Member[]): boolean {
  const gvk = gvkIn(object);
  const schemas = members.flatMap(({ minor, schemas: packaged, own }) => {
    return own?.schemaOf(...gvk) ?? (minor === undefined ? undefined : packaged.schemaOf(minor, ...gvk)) ?? [];
  });
  return isKeptByAll(object, schemas);
}

type Gvk = readonly [apiVersion: string, kind: string];

function gvkIn(object: JsonObject): Gvk {
  return [stringAt(object, 'apiVersion') ?? '', stringAt(object, 'kind') ?? ''];
}

interface Found {
  readonly schema: SchemaNode;
  readonly reasonFor: (field: DroppedField, template: JsonObject) => string;
}

function schemaIn({ minor, schemas, own }: Member, gvk: Gvk): Found | undefined {
  const owned = own?.schemaOf(...gvk);
  if (owned) return { schema: owned, reasonFor: ({ gate }) => ownReason(whatOf(gvk), gate, minor) };
  const packaged = minor === undefined ? undefined : schemas.schemaOf(minor, ...gvk);
  if (minor === undefined || !packaged) return undefined;
  return { schema: packaged, reasonFor: (field, template) => reasonFor(field, gvk, { minor, schemas, template }) };
}

function whatOf(gvk: Gvk): string {
  return `this field of ${gvk.join(' ')}`;
}

function ownReason(what: string, gate: string | undefined, minor: string | undefined): string {
  if (gate !== undefined) return behindGate(what, gate, minor);
  return `by its own OpenAPI, the member does not know ${what} and drops it`;
}

function behindGate(what: string, gate: string, minor: string | undefined): string {
  return `${what} is behind the feature gate ${gate} in Kubernetes ${minor ?? ''}, off by default`;
}

function reasonFor(
  { keys, gate }: DroppedField,
  gvk: Gvk,
  { minor, schemas, template }: { readonly minor: string; readonly schemas: Schemas; readonly template: JsonObject },
): string {
  const what = whatOf(gvk);
  if (gate !== undefined) return behindGate(what, gate, minor);
  const minors = schemas.minors();
  const known = [gvk, gvkIn(template)].some((each) => minors.some((release) => knows(schemas, release, each, keys)));
  if (known || !has(template, keys)) return `Kubernetes ${minor} does not know ${what} and drops it`;
  return `no Kubernetes release from ${minors.at(0) ?? ''} to ${minors.at(-1) ?? ''} knows this field`;
}

function knows({ schemaOf }: Schemas, minor: string, gvk: Gvk, keys: DroppedField['keys']): boolean {
  const schema = schemaOf(minor, ...gvk);
  return schema !== undefined && knowsField(schema, keys);
}

/** True when the template has a value there too: its author wrote the field, and no conversion made it. */
function has(template: JsonObject, keys: DroppedField['keys']): boolean {
  let value: Json | undefined = template;
  for (const key of keys) {
    if (typeof key === 'number') value = isJsonArray(value) ? value[key] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value !== undefined && value !== null;
}
