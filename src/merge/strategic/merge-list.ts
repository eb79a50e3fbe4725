import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from '../../json/json.ts';
import { added, DIRECTIVE, plain } from './directives.ts';
import { ordered, type KeyOf } from './order.ts';
import { elementPlace, type Place } from './place.ts';

type List = readonly Json[];

/** Merges an object of a patch into the one that is there. */
type MergeObject = (original: JsonObject, patch: JsonObject, place: Place) => JsonObject;

interface Lists<Element extends Json = Json> {
  readonly original: readonly Element[];
  readonly patch: readonly Element[];
}

/** Merges a list of a patch into the list that is there: as its type says, element by element, as a set, or by taking its place. */
export function mergeList({ original, patch }: Lists, place: Place, mergeObject: MergeObject): List {
  const { node, path, refuse } = place;
  if (node?.kind !== 'list' || node.patchMerge !== true) return patch.map(added).filter((item) => item !== undefined);
  const elements = elementsOf([...original, ...patch]);
  if (elements === 'none') return original;
  if (elements === 'scalars') {
    return ordered([...new Set([...original, ...patch])], { wanted: patch, live: original, keyOf: same });
  }
  if (elements === 'objects' && node.patchMergeKey !== undefined) {
    const lists = { original: original.filter(isJsonObject), patch: patch.filter(isJsonObject) };
    return mergeByKey(lists, place, mergeObject);
  }
  refuse(path, elements === 'objects' ? 'no field tells the elements apart' : 'the elements are not all of one type');
  return original;
}

/** What tells elements apart in a list of this place. */
export function keyOfElements({ node }: Place): KeyOf {
  const mergeKey = node?.kind === 'list' ? node.patchMergeKey : undefined;
  return mergeKey === undefined ? same : (element) => (isJsonObject(element) ? ownValue(element, mergeKey) : undefined);
}

/** The scalars of a list without those of another. */
export function withoutScalars(original: List, deleted: List): List {
  const gone = new Set(deleted);
  return original.filter((item) => !gone.has(item));
}

function same(element: Json | undefined): Json | undefined {
  return element;
}

function elementsOf(list: List): 'none' | 'scalars' | 'objects' | 'mixed' {
  if (list.length === 0) return 'none';
  if (list.every(isJsonObject)) return 'objects';
  return list.some((item) => isJsonObject(item) || isJsonArray(item)) ? 'mixed' : 'scalars';
}

function mergeByKey({ original, patch }: Lists<JsonObject>, place: Place, mergeObject: MergeObject): List {
  const keyOf = keyOfElements(place);
  if (!allHaveKeys([...original, ...patch.filter((element) => element[DIRECTIVE] !== 'replace')], keyOf, place)) {
    return original;
  }
  const { live, wanted } = directed({ original, patch }, keyOf, place);
  const merged: JsonObject[] = [...live];
  const indexes = new Map<Json | undefined, number>();
  for (const [index, element] of live.entries()) if (!indexes.has(keyOf(element))) indexes.set(keyOf(element), index);
  for (const element of wanted) {
    const key = keyOf(element);
    const index = indexes.get(key);
    const before = index === undefined ? undefined : merged[index];
    if (before === undefined || index === undefined) {
      indexes.set(key, merged.length);
      merged.push(plain(element));
    } else merged[index] = mergeObject(before, element, elementPlace(place, nameOf(key)));
  }
  return ordered(merged, { wanted, live, keyOf });
}

/** Carries out the directives among a patch's elements: deletions, and the replacement of the whole list. */
function directed(
  { original, patch }: Lists<JsonObject>,
  keyOf: KeyOf,
  place: Place,
): { readonly live: readonly JsonObject[]; readonly wanted: readonly JsonObject[] } {
  const deleted = new Set<Json | undefined>();
  let replaced = false;
  for (const element of patch) {
    const directive = element[DIRECTIVE];
    if (directive === 'delete') deleted.add(keyOf(element));
    else if (directive === 'replace') replaced = true;
    else if (directive !== undefined) place.refuse(place.path, '$patch of an element is delete or replace');
  }
  const wanted = patch.filter((element) => element[DIRECTIVE] === undefined);
  return { live: replaced ? [] : original.filter((element) => !deleted.has(keyOf(element))), wanted };
}

function allHaveKeys(elements: List, keyOf: KeyOf, { path, node, refuse }: Place): boolean {
  const lacking = elements.find((element) => !isScalar(keyOf(element)));
  if (lacking === undefined) return true;
  refuse(
    path,
    `an element has no ${node?.kind === 'list' ? (node.patchMergeKey ?? '') : ''}, which tells elements apart`,
  );
  return false;
}

function isScalar(value: Json | undefined): boolean {
  return value !== undefined && value !== null && typeof value !== 'object';
}

function nameOf(key: Json | undefined): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : '';
}
