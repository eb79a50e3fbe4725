import { haveOneShape } from '../engine/convert.ts';
import { PRESERVED_ANNOTATION } from '../engine/preserve.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, valueAt, type Json, type JsonObject } from '../json/json.ts';
import type { Translation } from './exchange.ts';

/**
 * Who manages what of a member's object, where that takes no conversion: the fields of both versions are the same, and all are in the object.
 * Undefined where it does, and where nothing is told of it.
 */
export function renamedManagers(stored: JsonObject, { family, wanted }: Translation): readonly Json[] | undefined {
  const { managedFields } = objectAt(stored, 'metadata') ?? {};
  if (!isJsonArray(managedFields) || managedFields.length === 0) return undefined;
  const isRenamed = (entry: Json): boolean => isJsonObject(entry) && isOfOneShape(entry, { family, wanted });
  if (!managedFields.every(isRenamed)) return undefined;
  return managedFields.map((entry) => (isJsonObject(entry) ? { ...entry, apiVersion: wanted } : entry));
}

/** What is preserved in the annotation is fields of the client's version. */
function isOfOneShape(entry: JsonObject, { family, wanted: to }: Pick<Translation, 'family' | 'wanted'>): boolean {
  const from = stringAt(entry, 'apiVersion') ?? '';
  const preserved = valueAt(entry, ['fieldsV1', 'f:metadata', 'f:annotations', `f:${PRESERVED_ANNOTATION}`]);
  return preserved === undefined && family.versions.includes(from) && haveOneShape({ family, from, to });
}

/** An object, or its metadata alone, with the managers of the member's object where these take no conversion, and else without any. */
export function withRenamedManagers(shown: JsonObject, stored: JsonObject, translation: Translation): JsonObject {
  const managedFields = renamedManagers(stored, translation);
  return managedFields ? { ...shown, metadata: { ...objectAt(shown, 'metadata'), managedFields } } : shown;
}
