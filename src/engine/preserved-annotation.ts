import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonArray, isJsonObject, valueAt, type Json, type JsonObject } from '../json/json.ts';
import {
  ANNOTATIONS,
  isPartPath,
  PRESERVED_ANNOTATION,
  withoutEmptyAnnotations,
  withValue,
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
  const text = preservedText(object);
  if (typeof text !== 'string' || isTooLarge(text)) return undefined;
  const decoded = decodeJson(text);
  if (!decoded.ok || !isJsonObject(decoded.value)) return undefined;
  const { apiVersion, parts } = decoded.value;
  if (typeof apiVersion !== 'string' || !isJsonArray(parts) || !parts.every(isPart)) return undefined;
  return { apiVersion, parts: parts as unknown as readonly PreservedPart[] };
}

function isPart(value: Json): boolean {
  if (!isJsonObject(value) || typeof value.was !== 'string' || !isJsonArray(value.path)) return false;
  return value.path.every((key) => typeof key === 'string') && isPartPath(value.path);
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
