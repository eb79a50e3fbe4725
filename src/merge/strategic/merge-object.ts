import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from '../../json/json.ts';
import { added, DIRECTIVE, partsOf, plain, type PatchParts } from './directives.ts';
import { keyOfElements, mergeList, withoutScalars } from './merge-list.ts';
import { ordered } from './order.ts';
import { fieldPlace, type Place } from './place.ts';

/** Merges one object of a patch into the object that is there. */
export function mergeObject(original: JsonObject, patch: JsonObject, place: Place): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return plain(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined) place.refuse(place.path, '$patch is replace or delete');
  const parts = partsOf(patch);
  const result: Record<string, Json | undefined> = { ...retained(original, parts, place) };
  for (const [field, value] of Object.entries(parts.fields)) {
    const merged = mergeValue(ownValue(result, field), value ?? null, fieldPlace(place, field));
    if (merged === undefined) Reflect.deleteProperty(result, field);
    else result[field] = merged;
  }
  deleteScalars(result, parts, place);
  setOrders(result, { original, parts }, place);
  return result;
}

/** The fields that `$retainKeys` leaves. */
function retained(original: JsonObject, { retain, fields }: PatchParts, { path, refuse }: Place): JsonObject {
  if (retain === undefined) return original;
  if (!isJsonArray(retain)) {
    refuse(path, '$retainKeys is a list of fields');
    return original;
  }
  const keys = new Set(retain);
  const surplus = Object.entries(fields).find(([field, value]) => value !== null && !keys.has(field));
  if (surplus) refuse(path, `the patch has ${surplus[0]}, which $retainKeys does not name`);
  return Object.fromEntries(Object.entries(original).filter(([field]) => keys.has(field)));
}

function mergeValue(original: Json | undefined, value: Json, place: Place): Json | undefined {
  if (value === null) return undefined;
  if (isJsonArray(value))
    return isJsonArray(original) ? mergeList({ original, patch: value }, place, mergeObject) : added(value);
  if (!isJsonObject(value)) return value;
  if (!isJsonObject(original)) return added(value);
  return place.replaced === true ? plain(value) : mergeObject(original, value, place);
}

function deleteScalars(result: Record<string, Json | undefined>, { deletions }: PatchParts, place: Place): void {
  for (const [field, deleted] of deletions) {
    const list = ownValue(result, field);
    if (!isJsonArray(deleted)) place.refuse(fieldPlace(place, field).path, '$deleteFromPrimitiveList is a list');
    else if (isJsonArray(list)) result[field] = withoutScalars(list, deleted);
  }
}

interface Ordering {
  readonly original: JsonObject;
  readonly parts: PatchParts;
}

function setOrders(result: Record<string, Json | undefined>, { original, parts }: Ordering, place: Place): void {
  for (const [field, wanted] of parts.orders) {
    const inField = fieldPlace(place, field);
    const merged = ownValue(result, field);
    const live = ownValue(original, field);
    if (!isJsonArray(wanted)) inField.refuse(inField.path, '$setElementOrder is a list');
    else if (isJsonArray(merged)) {
      const keyOf = keyOfElements(inField);
      checkOrder(ownValue(parts.fields, field), wanted, inField);
      result[field] = ordered(merged, { wanted, live: isJsonArray(live) ? live : [], keyOf });
    }
  }
}

/** What the patch has of a list is named in its order, and in that order. */
function checkOrder(patch: Json | undefined, wanted: readonly Json[], place: Place): void {
  if (!isJsonArray(patch) || wanted.length === 0) return;
  const keyOf = keyOfElements(place);
  const left = wanted.map(keyOf);
  let from = 0;
  for (const element of patch) {
    if (isJsonObject(element) && element[DIRECTIVE] !== undefined) continue;
    const index = left.indexOf(keyOf(element), from);
    if (index < 0) {
      place.refuse(place.path, 'the elements of the patch are in another order than $setElementOrder');
      return;
    }
    from = index + 1;
  }
}
