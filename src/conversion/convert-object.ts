import { convertStored } from '../engine/convert-stored.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';

/** The converted object as JSON text, or why there is none. */
export type ConvertedText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem };

/**
 * Converts the text of one object. One that is in the wanted version already is given back as it came. Fails with
 * `CONVERSION_FAILED`, which names object, versions, rule and reason, or as decoding JSON does.
 */
export function convertObject(text: string, to: string, rules: RuleSet): ConvertedText {
  const decoded = decodeJson(text);
  if (!decoded.ok) return decoded;
  const object = decoded.value;
  if (!isJsonObject(object)) return { ok: false, problem: problem('OBJECT_NOT_KUBERNETES') };
  if (object.apiVersion === to) return { ok: true, text };
  const converted = convertStored(object, to, rules);
  if (converted.ok) return { ok: true, text: encodeJson(converted.object) };
  return { ok: false, problem: failure(object, to, rules, converted.problem) };
}

function failure(object: JsonObject, to: string, rules: RuleSet, cause: Problem): Problem {
  const kind = stringAt(object, 'kind') ?? 'object';
  const from = stringAt(object, 'apiVersion') ?? 'no version';
  const rule = rules.familyOf(from, kind)?.rule ?? 'none';
  const made = problem('CONVERSION_FAILED', { kind, name: nameOf(object), from, to, rule, reason: cause.message });
  return { ...made, hint: cause.hint };
}

/** `namespace/name`, or `name` where there is no namespace. */
function nameOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  const parts = [stringAt(metadata, 'namespace'), stringAt(metadata, 'name') ?? 'without a name'];
  return parts.filter((part) => part !== undefined && part !== '').join('/');
}
