import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonArray, isJsonObject, valueAt, type Json, type JsonObject } from '../json/json.ts';
import {
  ANNOTATIONS,
  isPartPath,
  PRESERVED_ANNOTATION,
  withoutEmptyAnnotations,
  withValue,
  type PartScope,
  type PreservedPart,
} from './preserved-parts.ts';

/** Kubernetes allows 256 KiB for all annotations together; this leaves the user's own ones their share. */
export const MAX_PRESERVED_BYTES = 128 * 1024;

/** What the annotation holds. */
export interface Preserved {
  /** The version that the parts are written in. */
  readonly apiVersion: string;
  readonly parts: readonly PreservedPart[];
}

/** The annotation's text. Longer than {@link MAX_PRESERVED_BYTES}, it must not be written. */
export function formatPreserved({ apiVersion, parts }: Preserved): string {
  return encodeJson({ apiVersion, parts: parts as unknown as Json });
}

/** Whether a text is longer than Karmorph writes one. */
export function isTooLarge(text: string): boolean {
  return Buffer.byteLength(text) > MAX_PRESERVED_BYTES;
}

/** The annotation's content; undefined when there is none that Karmorph could have written. */
export function readPreserved(object: JsonObject): Preserved | undefined {
  const content = contentOf(object);
  return content && recordOf(content, 'without status');
}

/** More records than any family has versions that differ. */
const MAX_RECORDS = 16;

/** The text for what several versions cannot read back; with one record it is that of {@link formatPreserved}. */
export function formatRecords([first, ...others]: readonly Preserved[]): string | undefined {
  if (!first) return undefined;
  return encodeJson({ ...first, ...(others.length > 0 && { others }) } as unknown as Json);
}

/** The records of the annotation, one a version; none when there are none that Karmorph could have written. */
export function readRecords(object: JsonObject): readonly Preserved[] {
  const content = contentOf(object);
  if (!content) return [];
  const { others = [] } = content;
  if (!isJsonArray(others) || others.length >= MAX_RECORDS) return [];
  const records = [content, ...others].map((record) => recordOf(record, 'with status')).filter((record) => !!record);
  const versions = new Set(records.map(({ apiVersion }) => apiVersion));
  return records.length === others.length + 1 && versions.size === records.length ? records : [];
}

function contentOf(object: JsonObject): JsonObject | undefined {
  const text = preservedText(object);
  if (typeof text !== 'string' || isTooLarge(text)) return undefined;
  const decoded = decodeJson(text);
  return decoded.ok && isJsonObject(decoded.value) ? decoded.value : undefined;
}

function recordOf(value: Json, scope: PartScope): Preserved | undefined {
  if (!isJsonObject(value)) return undefined;
  const { apiVersion, parts } = value;
  if (typeof apiVersion !== 'string' || !isJsonArray(parts)) return undefined;
  if (!parts.every((part) => isPart(part, scope))) return undefined;
  return { apiVersion, parts: parts as unknown as readonly PreservedPart[] };
}

function isPart(value: Json, scope: PartScope): boolean {
  if (!isJsonObject(value) || typeof value.was !== 'string' || !isJsonArray(value.path)) return false;
  const { path, is } = value;
  if (!path.every((key) => typeof key === 'string') || !isPartPath(path, scope)) return false;
  // One annotation that is no text hides all of them from clients that are written in Go.
  return path[0] !== 'metadata' || is === undefined || typeof is === 'string';
}

/** What stands in the annotation, whatever it is. */
export function preservedText(object: JsonObject): Json | undefined {
  return valueAt(object, [...ANNOTATIONS, PRESERVED_ANNOTATION]);
}

/** A copy of the object with this text in the annotation. */
export function withPreserved(object: JsonObject, text: string): JsonObject {
  return withValue(object, [...ANNOTATIONS, PRESERVED_ANNOTATION], text);
}

/** The object without the annotation, and without annotations at all when it was the only one. */
export function withoutPreserved(object: JsonObject): JsonObject {
  if (preservedText(object) === undefined) return object;
  return withoutEmptyAnnotations(withValue(object, [...ANNOTATIONS, PRESERVED_ANNOTATION], undefined));
}
