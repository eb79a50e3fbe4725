import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../json/json.ts';

/** On an object or a list element: `replace` or `delete` it instead of merging. */
export const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETIONS = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

/** The parts of one object of a patch, each directive away from the fields. */
export interface PatchParts {
  readonly fields: JsonObject;
  /** The fields that stay, if the patch says so; what it names otherwise is not checked yet. */
  readonly retain: Json | undefined;
  /** By field, the scalars to delete from its list. */
  readonly deletions: ReadonlyMap<string, Json>;
  /** By field, the order that its list shall have. */
  readonly orders: ReadonlyMap<string, Json>;
}

/** Takes one object of a patch apart. Of {@link DIRECTIVE} nothing is said: who merges looks at it first. */
export function partsOf(patch: JsonObject): PatchParts {
  const fields: Record<string, Json> = {};
  const deletions = new Map<string, Json>();
  const orders = new Map<string, Json>();
  for (const [key, value = null] of Object.entries(patch)) {
    if (key.startsWith(DELETIONS)) deletions.set(key.slice(DELETIONS.length), value);
    else if (key.startsWith(ORDER)) orders.set(key.slice(ORDER.length), value);
    else if (key !== RETAIN_KEYS && key !== DIRECTIVE) fields[key] = value;
  }
  return { fields, retain: patch[RETAIN_KEYS], deletions, orders };
}

/**
 * What a patch adds where nothing is yet: the value without nulls and directives. Undefined for what is itself a directive,
 * such as the deletion of something that is not there.
 */
export function added(value: Json): Json | undefined {
  if (isJsonArray(value)) return value.map(added).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  return value[DIRECTIVE] === undefined ? plain(value) : undefined;
}

/** An object of a patch as a value: its fields without nulls and directives. */
export function plain(patch: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(partsOf(patch).fields)) {
    const kept = value === null || value === undefined ? undefined : added(value);
    if (kept !== undefined) result[key] = kept;
  }
  return result;
}
