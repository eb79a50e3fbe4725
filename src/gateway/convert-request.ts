import { PRESERVED_ANNOTATION, toMember } from '../engine/preserve.ts';
import type { Conversion } from '../engine/convert.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { duplicateFieldsIn } from '../json/duplicate-fields.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, objectAt, stringAt, valueAt, type Json, type JsonObject } from '../json/json.ts';
import { omit } from '../json/omit.ts';
import { withoutManagedFields } from './convert-answer.ts';
import type { Translation } from './exchange.ts';

type TypedObject =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: Problem };

type ReadObject =
  | {
      readonly ok: true;
      readonly object: JsonObject;
      /** Fields that are there twice. */ readonly duplicates: readonly string[];
    }
  | { readonly ok: false; readonly problem: Problem };

/**
 * The object in a request's body, as the client means it: apiVersion and kind may be left out, as API servers allow.
 * Fails with `JSON_SYNTAX`, `JSON_TOO_DEEP`, `JSON_FORBIDDEN_KEY`, or `REQUEST_VERSION` for an object of another version.
 */
export function readObject(body: Buffer, translation: Translation): ReadObject {
  const text = body.toString('utf8');
  const decoded = decodeJson(text);
  if (!decoded.ok) return decoded;
  if (!isJsonObject(decoded.value)) return { ok: false, problem: problem('OBJECT_NOT_KUBERNETES') };
  const checked = checkType(decoded.value, translation);
  return checked.ok ? { ...checked, duplicates: duplicateFieldsIn(text, decoded.value) } : checked;
}

/** The object with its apiVersion and kind, or `REQUEST_VERSION` when they are not those of the request's path. */
export function checkType(object: JsonObject, { family, wanted }: Translation): TypedObject {
  const { apiVersion = wanted, kind = family.kind } = object;
  if (apiVersion === wanted && kind === family.kind) return { ok: true, object: { ...object, apiVersion, kind } };
  const actual = `${textOf(apiVersion)} ${textOf(kind)}`;
  return {
    ok: false,
    problem: problem('REQUEST_VERSION', { actual, expected: `${wanted} ${family.kind}` }),
  };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : typeof value;
}

/** Converts an object that a client wrote for the member. Fails with `CONVERSION_FAILED`, which names rule and reason. */
export function convertForMember(object: JsonObject, translation: Translation, rules: RuleSet): Conversion {
  const { family, wanted, served, references } = translation;
  const result = toMember(withoutManagedFields(object), served, rules, references);
  if (result.ok) return result;
  const name = stringAt(objectAt(object, 'metadata'), 'name') ?? '';
  const reason = result.problem.message;
  return {
    ok: false,
    problem: problem('CONVERSION_FAILED', {
      kind: family.kind,
      name,
      from: wanted,
      to: served,
      rule: family.rule,
      reason,
    }),
  };
}

const ANNOTATIONS = ['metadata', 'annotations'] as const;

/**
 * A status write as the member shall store it: it must not change what was preserved with the spec, so the annotation of
 * the member's current object takes the place of whatever the written object's would be.
 */
export function keepPreserved(written: JsonObject, current: JsonObject): JsonObject {
  const preserved = valueAt(current, [...ANNOTATIONS, PRESERVED_ANNOTATION]);
  const metadata = objectAt(written, 'metadata') ?? {};
  const others = omit(objectAt(metadata, 'annotations') ?? {}, PRESERVED_ANNOTATION);
  const annotations = { ...others, ...(preserved !== undefined && { [PRESERVED_ANNOTATION]: preserved }) };
  return { ...written, metadata: { ...metadata, annotations } };
}

/** `DeleteOptions` in the version of the path become those of the member's version; any other body stays as it is. */
export function renameDeleteOptions(body: Buffer, { wanted, served }: Translation): Buffer {
  const decoded = decodeJson(body.toString('utf8'));
  if (!decoded.ok || !isJsonObject(decoded.value) || decoded.value.apiVersion !== wanted) return body;
  return Buffer.from(encodeJson({ ...decoded.value, apiVersion: served }));
}
