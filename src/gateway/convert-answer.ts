import { fromMember } from '../engine/preserve.ts';
import { withoutPreserved } from '../engine/preserved-annotation.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Problem } from '../errors.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { Translation } from './exchange.ts';

export type ConvertedAnswer =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: Problem };

/**
 * Converts what a member answered to the version that the client sees: an object of the kind, a list of them, or a Table.
 * Of metadata without the object only the preserved annotation is taken. Anything else, such as a `Status` or a `Scale`,
 * is given back as it is. Fails as the engine does.
 */
export function convertAnswer(value: Json, translation: Translation, rules: RuleSet): ConvertedAnswer {
  if (!isJsonObject(value)) return { ok: true, value };
  const converter: Converter = (object) => convertObject(object, translation, rules);
  const { kind } = translation.family;
  switch (stringAt(value, 'kind')) {
    case kind:
      return converter(value);
    case 'Table':
      return convertEach(value, 'rows', (row) => convertRow(row, converter));
    case 'PartialObjectMetadata':
      return { ok: true, value: withoutPreserved(value) };
    case 'PartialObjectMetadataList':
      return convertEach(value, 'items', (item) => ({ ok: true, value: withoutPreserved(item) }));
    default:
      return isList(value, translation) ? convertList(value, translation, converter) : { ok: true, value };
  }
}

/** A custom resource's list may be of a kind with any name. */
function isList(value: JsonObject, translation: Translation): boolean {
  return isServed(value, translation) && isJsonArray(value.items);
}

/** A watch event's bookmark, which carries an object of the kind with nothing in it but its resourceVersion. */
export function renameBookmark(object: JsonObject, translation: Translation): JsonObject {
  if (isServed(object, translation)) return { ...object, apiVersion: translation.wanted };
  if (stringAt(object, 'kind') !== 'Table' || !isJsonArray(object.rows)) return object;
  const rows = object.rows.map((row) => {
    const inner = isJsonObject(row) ? objectAt(row, 'object') : undefined;
    return isJsonObject(row) && inner ? { ...row, object: renameBookmark(inner, translation) } : row;
  });
  return { ...object, rows };
}

type Converter = (object: JsonObject) => ConvertedAnswer;

function isServed(object: JsonObject, { served }: Translation): boolean {
  return stringAt(object, 'apiVersion') === served;
}

function convertObject(object: JsonObject, translation: Translation, rules: RuleSet): ConvertedAnswer {
  if (!isServed(object, translation)) return { ok: true, value: object };
  const result = fromMember(withoutManagedFields(object), translation.wanted, rules);
  return result.ok ? { ok: true, value: result.object } : result;
}

/** Items of a built-in kind's list name neither apiVersion nor kind; those of a custom resource do. */
function convertList(list: JsonObject, { family, served, wanted }: Translation, converter: Converter): ConvertedAnswer {
  const converted = convertEach(list, 'items', (item) => {
    if (stringAt(item, 'apiVersion') !== undefined) return converter(item);
    const result = converter({ ...item, apiVersion: served, kind: family.kind });
    return result.ok && isJsonObject(result.value)
      ? { ok: true, value: without(result.value, ['apiVersion', 'kind']) }
      : result;
  });
  return converted.ok && isJsonObject(converted.value)
    ? { ok: true, value: { ...converted.value, apiVersion: wanted } }
    : converted;
}

function convertRow(row: JsonObject, converter: Converter): ConvertedAnswer {
  const object = objectAt(row, 'object');
  if (!object) return { ok: true, value: row };
  const result: ConvertedAnswer =
    stringAt(object, 'kind') === 'PartialObjectMetadata'
      ? { ok: true, value: withoutPreserved(object) }
      : converter(object);
  return result.ok ? { ok: true, value: { ...row, object: result.value } } : result;
}

function convertEach(parent: JsonObject, key: string, convert: Converter): ConvertedAnswer {
  const list = parent[key];
  if (!isJsonArray(list)) return { ok: true, value: parent };
  const converted: Json[] = [];
  for (const item of list) {
    const result: ConvertedAnswer = isJsonObject(item) ? convert(item) : { ok: true, value: item };
    if (!result.ok) return result;
    converted.push(result.value);
  }
  return { ok: true, value: { ...parent, [key]: converted } };
}

/** Their entries name fields of the version that wrote them; the ones of another version would mislead every reader. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  return metadata?.managedFields === undefined ? object : { ...object, metadata: without(metadata, ['managedFields']) };
}

/** A copy without the keys named. */
export function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
