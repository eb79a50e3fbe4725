import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { problem, type Problem } from '../errors.ts';
import { checkShape, decodeJson, reasonOf } from '../json/decode.ts';
import { duplicateFieldsIn } from '../json/duplicate-fields.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import { strategicMerge } from '../merge/strategic/strategic-merge.ts';
import { printedText } from '../schema/go-types.ts';
import type { SchemaNode } from '../schema/node.ts';

/** A patch that was read and can be applied, more than once when the object changes meanwhile. */
type Patch = (object: JsonObject) => PatchedObject;

type PatchedObject =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: Problem };

type ParsedPatch =
  | {
      readonly ok: true;
      readonly patch: Patch;
      /** Fields that the patch has twice. */
      readonly duplicates: readonly string[];
      /** How API servers name what the patch makes, in a refusal: a strategic merge patch by itself, any other by its outcome. */
      readonly nameOf: (patched: JsonObject) => string;
    }
  | { readonly ok: false; readonly problem: Problem };

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_MERGE_PATCH = 'application/strategic-merge-patch+json';

interface PatchOptions {
  /** The schema of the version that the patch is written in; undefined when it is not known. */
  readonly schema: SchemaNode | undefined;
  /** How many bytes the outcome may have. */
  readonly limit: number;
}

/**
 * Whether patches of a form can be read. Only a strategic merge patch depends on the schema of the version that it is written in; API
 * servers do not take one for kinds without Go types either.
 */
export function isPatchType(mediaType: string, { schema }: Pick<PatchOptions, 'schema'>): boolean {
  if (mediaType === STRATEGIC_MERGE_PATCH) return schema !== undefined;
  return mediaType === JSON_PATCH || mediaType === MERGE_PATCH;
}

/**
 * Reads a patch. Fails with `PATCH_SYNTAX` or as `decodeJson` does; applying it fails with `PATCH_NOT_APPLICABLE`, or with
 * `REQUEST_TOO_LARGE` when the outcome or what it copies is larger than `limit` bytes.
 */
export function parsePatch(mediaType: string, body: Buffer, options: PatchOptions): ParsedPatch {
  const text = body.toString('utf8');
  const decoded = decodeJson(text);
  if (!decoded.ok) return decoded;
  const { value } = decoded;
  const patch = readPatch(mediaType, value, options);
  if (typeof patch === 'string') return { ok: false, problem: problem('PATCH_SYNTAX', { reason: patch }) };
  return {
    ok: true,
    patch: (object) => bounded(patch(object), options.limit),
    duplicates: isJsonObject(value) ? duplicateFieldsIn(text, value) : [],
    nameOf: mediaType === STRATEGIC_MERGE_PATCH ? () => printedText(value) : encodeJson,
  };
}

function readPatch(mediaType: string, patch: Json, { schema, limit }: PatchOptions): Patch | string {
  if (mediaType === JSON_PATCH) return jsonPatch(patch, limit);
  return mediaType === STRATEGIC_MERGE_PATCH && schema ? strategicPatch(patch, schema) : mergePatch(patch);
}

function bounded(result: PatchedObject, limit: number): PatchedObject {
  if (!result.ok) return result;
  const found = checkShape(result.object);
  if (found) return { ok: false, problem: found };
  return Buffer.byteLength(encodeJson(result.object)) <= limit ? result : tooLarge(limit);
}

function tooLarge(limit: number): PatchedObject {
  return { ok: false, problem: problem('REQUEST_TOO_LARGE', { limit }) };
}

function notApplicable(reason: string): PatchedObject {
  return { ok: false, problem: problem('PATCH_NOT_APPLICABLE', { reason }) };
}

function strategicPatch(patch: Json, schema: SchemaNode): Patch | string {
  if (!isJsonObject(patch)) return 'a strategic merge patch is an object';
  return (object) => strategicMerge(object, patch, schema);
}

/** A merge patch (RFC 7386): null removes, objects merge, everything else replaces. */
function mergePatch(patch: Json): Patch | string {
  if (!isJsonObject(patch)) return 'a merge patch is an object';
  return (object) => ({ ok: true, object: merge(object, patch) });
}

function merge(target: Json | undefined, patch: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = isJsonObject(value) ? merge(result[key], value) : value;
  }
  return result;
}

/** As API servers limit it (k8s.io/apiserver/pkg/endpoints/handlers/patch.go, maxJSONPatchOperations). */
const MAX_OPERATIONS = 10_000;

function jsonPatch(patch: Json, limit: number): Patch | string {
  if (!isJsonArray(patch)) return 'a JSON patch is a list of operations';
  if (patch.length > MAX_OPERATIONS) return `a JSON patch has at most ${MAX_OPERATIONS} operations`;
  if (!patch.every(isJsonObject)) return 'an operation is an object';
  return (object) => applyOperations(object, patch, limit);
}

/**
 * Applies one operation at a time, so that what `copy` operations add is counted before it is added: thirty of them could
 * otherwise make a small object fill the memory.
 */
function applyOperations(object: JsonObject, operations: readonly JsonObject[], limit: number): PatchedObject {
  // The library changes the document in place, and takes values of the operations into it.
  let document = structuredClone(object) as Json;
  let copied = 0;
  for (const [index, operation] of operations.entries()) {
    try {
      copied += copiedBytes(document, operation);
      if (copied > limit) return tooLarge(limit);
      const change = structuredClone(operation) as unknown as Operation;
      document = fastJsonPatch.applyOperation(document, change, true, true, true, index).newDocument;
    } catch (error) {
      return notApplicable(`operation ${index}: ${firstLine(reasonOf(error))}`);
    }
  }
  return isJsonObject(document) ? { ok: true, object: document } : notApplicable('the outcome is not an object');
}

function copiedBytes(document: Json, { op, from }: JsonObject): number {
  if (op !== 'copy' || typeof from !== 'string') return 0;
  const value = fastJsonPatch.getValueByPointer(document, from) as Json | undefined;
  return value === undefined ? 0 : Buffer.byteLength(encodeJson(value));
}

/** The library's messages go on with the whole document. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
