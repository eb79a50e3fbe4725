import { jsonEqual } from '../json/equal.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import type { ObjectNode, SchemaNode } from './node.ts';

/** What several servers keep of a value, as far as they all do: everything, or what is said of its parts. */
type Kept =
  | 'all'
  /** They take it for different things. */
  | 'unlike'
  | { readonly kind: 'list'; readonly items: Kept }
  | { readonly kind: 'map'; readonly values: Kept }
  | KeptFields;

interface KeptFields {
  readonly kind: 'object';
  readonly nodes: readonly ObjectNode[];
  /** Filled when a field is met first; of names that schemas have, so it does not grow with what clients send. */
  readonly fields: Map<string, Kept>;
}

/** By the schemas, one after the other. Held as long as they are. */
interface Known {
  kept?: Kept;
  readonly next: WeakMap<SchemaNode, Known>;
}

const known: Known = { next: new WeakMap() };

/**
 * True when no server with one of these schemas drops anything of an object, found in one walk for all of them. False when one may:
 * `droppedFields` tells for each what it is.
 */
export function isKeptByAll(object: JsonObject, schemas: readonly SchemaNode[]): boolean {
  let place = known;
  for (const schema of schemas) {
    const next: Known = place.next.get(schema) ?? { next: new WeakMap() };
    place.next.set(schema, next);
    place = next;
  }
  return isKept(object, (place.kept ??= keptBy(schemas)));
}

function keptBy(schemas: readonly SchemaNode[]): Kept {
  const [first, ...others] = [...new Set(schemas)].filter(({ kind }) => kind !== 'any' && kind !== 'scalar');
  if (!first) return 'all';
  if (others.some(({ kind }) => kind !== first.kind)) return 'unlike';
  const same = [first, ...others];
  if (first.kind === 'list')
    return partsOf('list', keptBy(same.flatMap((each) => (each.kind === 'list' ? [each.items] : []))));
  if (first.kind === 'map')
    return partsOf('map', keptBy(same.flatMap((each) => (each.kind === 'map' ? [each.values] : []))));
  return { kind: 'object', nodes: same.filter((each) => each.kind === 'object'), fields: new Map() };
}

function partsOf(kind: 'list' | 'map', parts: Kept): Kept {
  if (parts === 'all') return parts;
  return kind === 'list' ? { kind, items: parts } : { kind, values: parts };
}

function isKept(value: Json, kept: Kept): boolean {
  if (kept === 'all' || typeof value !== 'object' || value === null) return true;
  if (kept === 'unlike') return false;
  if (kept.kind === 'object') return !isJsonObject(value) || areFieldsKept(value, kept);
  if (kept.kind === 'list') return !isJsonArray(value) || value.every((item) => isKept(item, kept.items));
  return !isJsonObject(value) || areValuesKept(value, kept.values);
}

function areValuesKept(value: JsonObject, values: Kept): boolean {
  for (const key in value) if (!isKept(value[key] ?? null, values)) return false;
  return true;
}

function areFieldsKept(value: JsonObject, kept: KeptFields): boolean {
  for (const key in value) {
    const field = value[key] ?? null;
    if (field === null) continue;
    const part = kept.fields.get(key) ?? partOf(key, kept);
    if (part === undefined ? !changesNothing(key, field, kept) : !isKept(field, part)) return false;
  }
  return true;
}

/** Undefined for a field that one of the servers drops. */
function partOf(key: string, { nodes, fields }: KeptFields): Kept | undefined {
  if (!nodes.every((node) => knows(node, key) || keepsUnknown(node, key))) return undefined;
  const parts = nodes.flatMap((node) => node.fields.get(key) ?? []);
  const kept = keptBy(parts);
  if (parts.length > 0) fields.set(key, kept);
  return kept;
}

function knows({ fields, gated }: ObjectNode, key: string): boolean {
  return fields.has(key) && gated?.has(key) !== true;
}

function keepsUnknown({ preserveUnknown, gated }: ObjectNode, key: string): boolean {
  return preserveUnknown && gated?.has(key) !== true;
}

/** A server that drops the field acts as it says; the others may not look into it. */
function changesNothing(key: string, value: Json, { nodes }: KeptFields): boolean {
  return nodes.every((node) => {
    if (knows(node, key)) return typeof value !== 'object';
    return keepsUnknown(node, key) || node.neutral?.get(key)?.some((each) => jsonEqual(each, value)) === true;
  });
}
