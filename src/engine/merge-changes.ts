import { isJsonArray, isJsonObject, valueAt, type Json, type JsonObject } from '../json/json.ts';

type Value = Json | undefined;

/** Three forms of one value. */
export interface MergedForms {
  /** As the client wrote it. */
  readonly written: Value;
  /** As it would read back if the member had stored exactly what it was sent. */
  readonly expected: Value;
  /** As it reads back from what the member did store. */
  readonly stored: Value;
}

/**
 * What the client wrote, with the member's own changes on it. A value that the member added, such as a default, or
 * changed is in the result, as with any API server; one that it dropped is not missing from it.
 */
export function mergeChanges(forms: MergedForms): Value {
  const { written, expected, stored } = forms;
  if (!isSet(stored)) return written;
  if (!isSet(expected)) return isSet(written) ? written : stored;
  const all = [written, expected, stored];
  if (all.every(isJsonObject)) return mergeObjects(forms as Forms<JsonObject>);
  if (all.every(isJsonArray) && sameLength(all)) return mergeLists(forms as Forms<readonly Json[]>);
  return isChanged(expected, stored) ? stored : written;
}

type Forms<T extends Json> = Readonly<Record<keyof MergedForms, T>>;

/**
 * Elements are merged with their own counterparts only. A server that keeps a list in an order of its own (1.21 gives the
 * CPU metric of an autoscaler back last) has not changed it; where counterparts cannot be told, the list is the member's.
 */
function mergeLists({ written, expected, stored }: Forms<readonly Json[]>): readonly Json[] {
  const order = counterparts(expected, stored);
  if (!order) return stored;
  return written.map(
    (item, i) => mergeChanges({ written: item, expected: expected[i], stored: stored[order[i] ?? i] }) ?? null,
  );
}

/** For each element of `expected` the index of the one in `stored` that it became; undefined when that is not certain. */
function counterparts(expected: readonly Json[], stored: readonly Json[]): readonly number[] | undefined {
  const inPlace = expected.map((_, i) => i);
  if (expected.every((item, i) => isWithin(item, stored[i]))) return inPlace;
  const moved = permutation(expected, stored);
  if (moved) return moved;
  return expected.some((item, i) => isChanged(item, stored[i])) ? undefined : inPlace;
}

/** Comparing every element with every other one is for lists that people write. */
const MAX_PERMUTED = 200;

function permutation(expected: readonly Json[], stored: readonly Json[]): readonly number[] | undefined {
  if (expected.length > MAX_PERMUTED) return undefined;
  const free = new Set(stored.keys());
  const order: number[] = [];
  for (const item of expected) {
    const index = [...free].find((candidate) => isWithin(item, stored[candidate]));
    if (index === undefined) return undefined;
    free.delete(index);
    order.push(index);
  }
  return order;
}

function mergeObjects(forms: Forms<JsonObject>): JsonObject {
  const keys = new Set([...Object.keys(forms.written), ...Object.keys(forms.stored)]);
  const merged: Record<string, Json> = {};
  for (const key of keys) {
    const value = mergeChanges({
      written: valueAt(forms.written, [key]),
      expected: valueAt(forms.expected, [key]),
      stored: valueAt(forms.stored, [key]),
    });
    if (isSet(value)) merged[key] = value;
  }
  return merged;
}

/** Whether the member replaced a value, not only added or dropped some. */
function isChanged(expected: Value, stored: Value): boolean {
  if (!isSet(expected) || !isSet(stored)) return false;
  if (isJsonArray(expected) && isJsonArray(stored))
    return !sameLength([expected, stored]) || expected.some((item, i) => isChanged(item, stored[i]));
  if (isJsonObject(expected) && isJsonObject(stored))
    return Object.keys(expected).some((key) => isChanged(expected[key], valueAt(stored, [key])));
  return expected !== stored;
}

/** Whether `part` has nothing that `whole` does not have as well. */
export function isWithin(part: Value, whole: Value): boolean {
  if (!isSet(part)) return true;
  if (isJsonArray(part))
    return isJsonArray(whole) && sameLength([part, whole]) && part.every((item, i) => isWithin(item, whole[i]));
  if (isJsonObject(part))
    return isJsonObject(whole) && Object.keys(part).every((key) => isWithin(part[key], valueAt(whole, [key])));
  return part === whole;
}

function sameLength(lists: readonly (readonly Json[])[]): boolean {
  return lists.every((list) => list.length === lists[0]?.length);
}

function isSet(value: Value): value is Json {
  return value !== undefined && value !== null;
}
