import { createHash } from 'node:crypto';
import { problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { jsonEqual } from '../json/equal.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, valueAt, type Json, type JsonObject } from '../json/json.ts';
import { convert, type Conversion } from './convert.ts';
import type { RuleSet } from './rule-set.ts';

/** The annotation of a member's object that holds what the member's version cannot. Never shown to clients of the gateway. */
export const PRESERVED_ANNOTATION = 'karmorph.io/preserved';

/** Kubernetes allows 256 KiB for all annotations together; this leaves the user's own ones their share. */
const MAX_PRESERVED_BYTES = 128 * 1024;

/**
 * A part of the object that reads back differently than it was written. `was` is the fingerprint of what it reads back as,
 * so that the true value `is` is returned only while the member's object still means what was written.
 */
interface PreservedPart {
  readonly path: readonly string[];
  readonly was: string;
  /** Absent when the part was absent, but reads back as something. */
  readonly is?: Json;
}

interface Preserved {
  /** The version that the parts are written in. */
  readonly apiVersion: string;
  readonly parts: readonly PreservedPart[];
}

/**
 * Converts a template for a member. What reading it back would not give again is kept in {@link PRESERVED_ANNOTATION};
 * an annotation of that name in the template is ignored. Fails as {@link convert} does, and with `PRESERVED_TOO_LARGE`.
 */
export function toMember(object: JsonObject, to: string, rules: RuleSet): Conversion {
  const sent = withAnnotation(object, undefined);
  const down = convert(sent, to, rules);
  if (!down.ok) return down;
  const annotation = annotationText(stringAt(sent, 'apiVersion') ?? '', lostBy(down.object, sent, rules));
  if (annotation === TOO_LARGE) return tooLarge(sent);
  return annotation === undefined ? down : { ...down, object: withAnnotation(down.object, annotation) };
}

/**
 * Converts a member's object for a client. Preserved values are returned where the member's object still means what was
 * written, and dropped where its surroundings were changed; the annotation is taken off.
 */
export function fromMember(object: JsonObject, to: string, rules: RuleSet): Conversion {
  const preserved = readAnnotation(object);
  const plain = withAnnotation(object, undefined);
  if (!preserved || preserved.apiVersion === to) {
    const up = convert(plain, to, rules);
    return up.ok && preserved ? { ...up, object: restore(up.object, preserved) } : up;
  }
  const written = convert(plain, preserved.apiVersion, rules);
  return written.ok ? convert(restore(written.object, preserved), to, rules) : convert(plain, to, rules);
}

/**
 * After a write: `sent` is the template as the client wrote it, `stored` the member's answer to what {@link toMember} made
 * of it. A member defaults and drops fields, which only its answer shows. Returns undefined when reading back is exact,
 * else the stored object with the annotation that makes it exact. A template too large to preserve is left as it is.
 */
export function represerve(sent: JsonObject, stored: JsonObject, rules: RuleSet): JsonObject | undefined {
  const written = withAnnotation(sent, undefined);
  const to = stringAt(sent, 'apiVersion') ?? '';
  const back = fromMember(stored, to, rules);
  if (!back.ok || differences(written, back.object).every(({ is }) => is === undefined)) return undefined;
  const annotation = annotationText(to, partsToKeep(written, stored, rules));
  if (annotation === undefined || annotation === TOO_LARGE) return undefined;
  return annotation === annotationOf(stored) ? undefined : withAnnotation(stored, annotation);
}

/**
 * What the conversion changes, and what the member dropped. A value that the member added, such as a default, is shown to
 * clients as any API server would.
 */
function partsToKeep(written: JsonObject, stored: JsonObject, rules: RuleSet): readonly PreservedPart[] {
  const to = stringAt(written, 'apiVersion') ?? '';
  const down = convert(written, stringAt(stored, 'apiVersion') ?? '', rules);
  const converted = new Set(down.ok ? lostBy(down.object, written, rules).map(({ path }) => path.join('\n')) : []);
  const back = convert(withAnnotation(stored, undefined), to, rules);
  if (!back.ok) return [];
  const { object } = back;
  return differences(written, object).filter(
    ({ path, is }) => converted.has(path.join('\n')) || !contains(valueAt(object, path), is),
  );
}

/** True when every value of `part` is in `whole`, at the same place. */
function contains(whole: Json | undefined, part: Json | undefined): boolean {
  if (!isSet(part)) return true;
  if (isJsonArray(part)) {
    return isJsonArray(whole) && whole.length === part.length && part.every((item, i) => contains(whole[i], item));
  }
  if (!isJsonObject(part)) return whole === part;
  return isJsonObject(whole) && Object.entries(part).every(([key, value]) => contains(whole[key], value));
}

const TOO_LARGE = Symbol('larger than an annotation may be');

function annotationText(apiVersion: string, parts: readonly PreservedPart[]): string | typeof TOO_LARGE | undefined {
  if (parts.length === 0) return undefined;
  const text = encodeJson({ apiVersion, parts: parts as unknown as Json });
  return Buffer.byteLength(text) > MAX_PRESERVED_BYTES ? TOO_LARGE : text;
}

/** The parts of `sent` that reading `member` back gives otherwise. */
function lostBy(member: JsonObject, sent: JsonObject, rules: RuleSet): readonly PreservedPart[] {
  const back = convert(member, stringAt(sent, 'apiVersion') ?? '', rules);
  return back.ok ? differences(sent, back.object) : [];
}

/** The parts of `sent` that `back` has otherwise. A part is a field of the spec, an annotation, or a top-level field. */
function differences(sent: JsonObject, back: JsonObject): readonly PreservedPart[] {
  const parts: PreservedPart[] = [];
  for (const path of partPaths(sent, back)) {
    const is = valueAt(sent, path);
    const was = valueAt(back, path);
    if (!jsonEqual(is, was)) parts.push({ path, was: fingerprint(was), ...(isSet(is) && { is }) });
  }
  return parts;
}

/** Fields that identify the object or that the member owns: they are never preserved. */
const NOT_PRESERVED = new Set(['apiVersion', 'kind', 'metadata', 'status']);

function partPaths(sent: JsonObject, back: JsonObject): readonly (readonly string[])[] {
  const top = keysOf(sent, back).filter((key) => !NOT_PRESERVED.has(key));
  const paths = top.flatMap((key) => (key === 'spec' ? below(['spec'], sent, back) : [[key]]));
  const sentAnnotations = valueAt(sent, ANNOTATIONS);
  // An annotation that only the member has is the member's own.
  const annotations = isJsonObject(sentAnnotations) ? Object.keys(sentAnnotations).sort() : [];
  return [...paths, ...annotations.map((key) => [...ANNOTATIONS, key])];
}

const ANNOTATIONS = ['metadata', 'annotations'] as const;

function below(path: readonly string[], sent: JsonObject, back: JsonObject): readonly (readonly string[])[] {
  const a = valueAt(sent, path);
  const b = valueAt(back, path);
  if (!isJsonObject(a) || !isJsonObject(b)) return [path];
  return keysOf(a, b).map((key) => [...path, key]);
}

function keysOf(a: JsonObject, b: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function restore(object: JsonObject, { parts }: Preserved): JsonObject {
  return parts
    .filter(({ path, was }) => fingerprint(valueAt(object, path)) === was)
    .reduce((result, { path, is }) => withValue(result, path, is), object);
}

/** The same text for two values that are equal, whatever their key order; short, since it is stored in every member. */
function fingerprint(value: Json | undefined): string {
  return isSet(value)
    ? createHash('sha256')
        .update(encodeJson(canonical(value)))
        .digest('base64url')
        .slice(0, 22)
    : '';
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

function withValue(object: JsonObject, [key, ...rest]: readonly string[], value: Json | undefined): JsonObject {
  if (key === undefined) return object;
  const copy: Record<string, Json | undefined> = { ...object };
  if (rest.length > 0) copy[key] = withValue(objectAt(object, key) ?? {}, rest, value);
  else if (value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = value;
  return copy;
}

function withAnnotation(object: JsonObject, text: string | undefined): JsonObject {
  if (text === undefined && annotationOf(object) === undefined) return object;
  const changed = withValue(object, [...ANNOTATIONS, PRESERVED_ANNOTATION], text);
  const annotations = valueAt(changed, ANNOTATIONS);
  return isJsonObject(annotations) && Object.keys(annotations).length === 0
    ? withValue(changed, ANNOTATIONS, undefined)
    : changed;
}

function annotationOf(object: JsonObject): Json | undefined {
  return valueAt(object, [...ANNOTATIONS, PRESERVED_ANNOTATION]);
}

/** The annotation's content; undefined when there is none that Karmorph wrote. */
function readAnnotation(object: JsonObject): Preserved | undefined {
  const text = annotationOf(object);
  const decoded = typeof text === 'string' ? decodeJson(text) : undefined;
  if (!decoded?.ok || !isJsonObject(decoded.value)) return undefined;
  const { apiVersion, parts } = decoded.value;
  if (typeof apiVersion !== 'string' || !isJsonArray(parts) || !parts.every(isPart)) return undefined;
  return { apiVersion, parts: parts as unknown as readonly PreservedPart[] };
}

function isPart(value: Json): boolean {
  if (!isJsonObject(value) || typeof value.was !== 'string' || !isJsonArray(value.path)) return false;
  return (
    value.path.every((key) => typeof key === 'string' && key !== '__proto__') &&
    isPartPath(value.path as readonly string[])
  );
}

/** Whether {@link partPaths} could have given this path: a forged annotation must not reach anything else. */
function isPartPath([top, next, ...rest]: readonly string[]): boolean {
  if (top === 'metadata') return next === 'annotations' && rest.length === 1;
  return top !== undefined && !NOT_PRESERVED.has(top);
}

function tooLarge(object: JsonObject): Conversion {
  const kind = stringAt(object, 'kind') ?? '';
  return { ok: false, problem: problem('PRESERVED_TOO_LARGE', { kind, limit: MAX_PRESERVED_BYTES }) };
}
