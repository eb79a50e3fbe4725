import { rewriteObjectReferences } from '../engine/object-references.ts';
import { fromMember } from '../engine/preserve.ts';
import { withoutPreserved } from '../engine/preserved-annotation.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Problem } from '../errors.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { convertStatus } from './convert-status.ts';
import { omit } from '../json/omit.ts';
import type { Translation } from './exchange.ts';
import { withRenamedManagers } from './renamed-managers.ts';
import { bareObject } from './bare-object.ts';

export type ConvertedAnswer =
  /** `unconverted` says why objects among others are shown by their metadata alone. */
  | { readonly ok: true; readonly value: Json; readonly unconverted?: readonly Problem[] }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Converts what a member answered to the version that the client sees: an object of the kind, a list of them, or a Table.
 * Of metadata without the object only the preserved annotation is taken, and a `Status` gets the client's group. Anything else,
 * such as a `Scale`, is given back as it is. Fails as the engine does for an object by itself; one among others becomes a {@link bareObject}.
 */
export function convertAnswer(value: Json, translation: Translation, rules: RuleSet): ConvertedAnswer {
  const isAlone = isJsonObject(value) && value.kind === translation.family.kind;
  return isAlone ? convertObject(value, translation, rules) : convertEventObject(value, translation, rules);
}

/** The same for the object of a watch event, which is one among others. */
export function convertEventObject(value: Json, translation: Translation, rules: RuleSet): ConvertedAnswer {
  if (!isJsonObject(value)) return { ok: true, value };
  if (value.kind === translation.family.kind) return convertOrBare(value, translation, rules);
  if (value.kind === 'Status') return { ok: true, value: convertStatus(value, translation) };
  if (value.kind === 'PartialObjectMetadata') return { ok: true, value: bareMetadata(value, translation, rules) };
  const list = listConversion(value, translation);
  return list ? convertEach(list, (element) => list.convert(element, rules)) : { ok: true, value };
}

/** How the elements of a list are converted. */
export interface ListConversion {
  readonly key: 'items' | 'rows';
  /** The list as the client sees it, whatever its elements are. */
  readonly head: JsonObject;
  readonly convert: (element: JsonObject, rules: RuleSet) => ConvertedAnswer;
}

/** How a list is converted, by what it says of itself; undefined for what is no list that the gateway converts. */
export function listConversion(list: JsonObject, translation: Translation): ListConversion | undefined {
  const { kind, items, rows } = list;
  if (kind === 'Table' && isJsonArray(rows))
    return { key: 'rows', head: list, convert: (row, rules) => convertRow(row, translation, rules) };
  if (!isJsonArray(items)) return undefined;
  if (kind === 'PartialObjectMetadataList')
    return {
      key: 'items',
      head: list,
      convert: (item, rules) => ({ ok: true, value: bareMetadata(item, translation, rules) }),
    };
  // A custom resource's list may be of a kind with any name.
  if (!isServed(list, translation)) return undefined;
  const head = { ...list, apiVersion: translation.wanted };
  return { key: 'items', head, convert: (item, rules) => convertItem(item, translation, rules) };
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

function isServed(object: JsonObject, { served }: Translation): boolean {
  return stringAt(object, 'apiVersion') === served;
}

function convertObject(object: JsonObject, translation: Translation, rules: RuleSet): ConvertedAnswer {
  if (!isServed(object, translation)) return { ok: true, value: object };
  const result = fromMember(withoutManagedFields(object), translation.wanted, rules, translation.references);
  return result.ok ? { ok: true, value: withRenamedManagers(result.object, object, translation) } : result;
}

function convertOrBare(object: JsonObject, translation: Translation, rules: RuleSet): ConvertedAnswer {
  const result = convertObject(object, translation, rules);
  if (result.ok) return result;
  return { ok: true, value: bareObject(object, translation, result.problem), unconverted: [result.problem] };
}

/** Items of a built-in kind's list name neither apiVersion nor kind; those of a custom resource do. */
function convertItem(item: JsonObject, translation: Translation, rules: RuleSet): ConvertedAnswer {
  if (stringAt(item, 'apiVersion') !== undefined) return convertOrBare(item, translation, rules);
  const { served, family } = translation;
  const result = convertOrBare({ ...item, apiVersion: served, kind: family.kind }, translation, rules);
  return result.ok && isJsonObject(result.value)
    ? { ...result, value: omit(result.value, 'apiVersion', 'kind') }
    : result;
}

function convertRow(row: JsonObject, translation: Translation, rules: RuleSet): ConvertedAnswer {
  const object = objectAt(row, 'object');
  if (!object) return { ok: true, value: row };
  const result: ConvertedAnswer =
    stringAt(object, 'kind') === 'PartialObjectMetadata'
      ? { ok: true, value: bareMetadata(object, translation, rules) }
      : convertOrBare(object, translation, rules);
  return result.ok ? { ...result, value: { ...row, object: result.value } } : result;
}

function convertEach(
  { key, head }: ListConversion,
  convert: (element: JsonObject) => ConvertedAnswer,
): ConvertedAnswer {
  const converted: Json[] = [];
  const unconverted: Problem[] = [];
  for (const element of (head[key] ?? []) as readonly Json[]) {
    const result: ConvertedAnswer = isJsonObject(element) ? convert(element) : { ok: true, value: element };
    if (!result.ok) return result;
    converted.push(result.value);
    unconverted.push(...(result.unconverted ?? []));
  }
  const value = { ...head, [key]: converted };
  return unconverted.length === 0 ? { ok: true, value } : { ok: true, value, unconverted };
}

function bareMetadata(partial: JsonObject, translation: Translation, rules: RuleSet): JsonObject {
  const { references } = translation;
  const plain = withoutManagedFields(withoutPreserved(partial));
  const shown = references ? rewriteObjectReferences(plain, rules, references.forClient) : plain;
  return withRenamedManagers(shown, partial, translation);
}

/** Their entries name fields of the version that wrote them; the ones of another version would mislead every reader. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  return metadata?.managedFields === undefined ? object : { ...object, metadata: omit(metadata, 'managedFields') };
}
