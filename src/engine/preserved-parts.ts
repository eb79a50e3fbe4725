import { createHash } from 'node:crypto';
import { encodeJson } from '../json/encode.ts';
import { jsonEqual } from '../json/equal.ts';
import { isJsonArray, isJsonObject, objectAt, valueAt, type Json, type JsonObject } from '../json/json.ts';

/** Where the annotations of an object are. */
export const ANNOTATIONS = ['metadata', 'annotations'] as const;

/** The annotation of a member's object that holds what the member's version cannot. Never shown to clients of the gateway. */
export const PRESERVED_ANNOTATION = 'karmorph.io/preserved';

/**
 * A part of the object that reads back differently than it was written. `was` is the fingerprint of what it reads back as,
 * so that the true value `is` is returned only while the member's object still means what was written.
 */
export interface PreservedPart {
  readonly path: readonly string[];
  readonly was: string;
  /** Absent when the part was absent, but reads back as something. */
  readonly is?: Json;
}

/** Fields that identify the object or that the member owns: they are never preserved. */
const NOT_PRESERVED = new Set(['apiVersion', 'kind', 'metadata', 'status', '__proto__']);

/** Which fields can be parts: `status` is one only where all versions of an object are stored in one place. */
export type PartScope = 'without status' | 'with status';

function isPreserved(key: string, scope: PartScope): boolean {
  return !NOT_PRESERVED.has(key) || (key === 'status' && scope === 'with status');
}

/** Objects whose fields are parts by themselves. */
function isSplit(key: string): boolean {
  return key === 'spec' || key === 'status';
}

/**
 * The paths of all parts of two forms of an object. A part is a field of the spec (or the status), an annotation, or a
 * top-level field.
 */
export function partPaths(
  sent: JsonObject,
  back: JsonObject,
  scope: PartScope = 'without status',
): readonly (readonly string[])[] {
  const top = keysOf(sent, back).filter((key) => isPreserved(key, scope));
  const paths = top.flatMap((key) => (isSplit(key) ? fieldsOf(key, sent, back) : [[key]]));
  const annotations = keysOf(annotationsOf(sent), annotationsOf(back)).filter((key) => key !== PRESERVED_ANNOTATION);
  return [...paths, ...annotations.map((key) => [...ANNOTATIONS, key])];
}

function annotationsOf(object: JsonObject): JsonObject {
  const annotations = valueAt(object, ANNOTATIONS);
  return isJsonObject(annotations) ? annotations : {};
}

/** Whether {@link partPaths} could have given this path: a forged annotation must not reach anything else. */
export function isPartPath(path: readonly string[], scope: PartScope = 'without status'): boolean {
  const [top, next, ...rest] = path;
  if (top === 'metadata') return next === 'annotations' && rest.length === 1 && isAnnotationPart(rest[0]);
  if (top === undefined || !isPreserved(top, scope) || rest.length > 0) return false;
  return next === undefined || (isSplit(top) && next !== '__proto__');
}

function isAnnotationPart(name: string | undefined): boolean {
  return name !== PRESERVED_ANNOTATION && name !== '__proto__';
}

function fieldsOf(key: string, sent: JsonObject, back: JsonObject): readonly (readonly string[])[] {
  const a = valueAt(sent, [key]);
  // Where nothing is left to read back, each field is still a part of its own; writing one makes the object around it.
  const b = valueAt(back, [key]) ?? {};
  if (!isJsonObject(a) || !isJsonObject(b) || !Object.values(a).some(isSet)) return [[key]];
  return keysOf(a, b).map((field) => [key, field]);
}

function keysOf(a: JsonObject, b: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** The parts of `sent` that `back` has otherwise. */
export function differences(sent: JsonObject, back: JsonObject, scope?: PartScope): readonly PreservedPart[] {
  const parts: PreservedPart[] = [];
  for (const path of partPaths(sent, back, scope)) {
    const is = valueAt(sent, path);
    const was = valueAt(back, path);
    if (!jsonEqual(is, was)) parts.push({ path, was: fingerprint(was), ...(isSet(is) && { is }) });
  }
  return parts;
}

/** Puts back the value of each part that still reads as it did when the part was preserved. */
export function restore(object: JsonObject, parts: readonly PreservedPart[]): JsonObject {
  const restored = parts
    .filter(({ path, was }) => fingerprint(valueAt(object, path)) === was)
    .reduce((result, { path, is }) => withValue(result, path, is), object);
  return withoutEmptyAnnotations(restored);
}

/** The API leaves out annotations when there are none. */
export function withoutEmptyAnnotations(object: JsonObject): JsonObject {
  const annotations = valueAt(object, ANNOTATIONS);
  return isJsonObject(annotations) && Object.keys(annotations).length === 0
    ? withValue(object, ANNOTATIONS, undefined)
    : object;
}

/** A copy of the object with another value at a path; undefined removes the field. */
export function withValue(object: JsonObject, [key, ...rest]: readonly string[], value: Json | undefined): JsonObject {
  if (key === undefined) return object;
  const copy: Record<string, Json | undefined> = { ...object };
  if (rest.length > 0) copy[key] = withValue(objectAt(object, key) ?? {}, rest, value);
  else if (value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = value;
  return copy;
}

/** The same text for two values that are equal, whatever their key order; short, since it is stored in every member. */
function fingerprint(value: Json | undefined): string {
  if (!isSet(value)) return '';
  const text = encodeJson(canonical(value));
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

function canonical(value: Json): Json {
  if (isJsonArray(value)) return value.map(canonical);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter((entry): entry is [string, Json] => isSet(entry[1]));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]));
}

function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}
