import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from '../../json/json.ts';
import type { FieldSet } from './field-set.ts';
import { stepBy } from './structure.ts';

/** An object without every value that is in a set (structured-merge-diff, RemoveItems). */
export function withoutMembers(object: JsonObject, set: FieldSet): JsonObject {
  return objectOf(remove(object, set, { isGone: ({ member }) => member, leave: (left) => left }));
}

/** The same, but what is empty afterwards stays. */
export function withoutValues(object: JsonObject, set: FieldSet): JsonObject {
  return objectOf(remove(object, set, { isGone: ({ member }) => member, leave: (left) => left, keepsEmpty: true }));
}

/**
 * An object without the values at the ends of a set's paths, and without what is empty then: as if whoever manages these fields had never
 * written them.
 */
export function withoutLeaves(object: JsonObject, set: FieldSet): JsonObject {
  return objectOf(remove(object, set, { isGone: ({ children }) => children.size === 0, leave: withKeys }));
}

interface Removal {
  readonly keepsEmpty?: boolean;
  /** Whether a whole value goes, not something inside it. */
  readonly isGone: (set: FieldSet) => boolean;
  /** What is left of an element of a list of objects, when this is left inside it. */
  readonly leave: (left: Json | undefined, element: Json, found: FoundElement) => Json | undefined;
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function remove(value: Json, set: FieldSet, rules: Removal): Json | undefined {
  if (isJsonArray(value)) return removeElements(value, set, rules);
  if (!isJsonObject(value)) return value;
  const result: Record<string, Json | undefined> = { ...value };
  for (const [step, child] of set.children) {
    const field = step.slice(2);
    const inside = step.startsWith('f:') ? ownValue(value, field) : undefined;
    if (inside === undefined) continue;
    const left = rules.isGone(child) ? undefined : remove(inside, child, rules);
    if (left === undefined) Reflect.deleteProperty(result, field);
    else result[field] = left;
  }
  return isLeftEmpty(Object.keys(result), set, rules) ? undefined : result;
}

function removeElements(list: readonly Json[], set: FieldSet, rules: Removal): Json | undefined {
  const find = finder(set);
  const left = list.flatMap((element): readonly Json[] => {
    const found = find(element);
    if (!found) return [element];
    if (rules.isGone(found.set)) return [];
    const kept = rules.leave(remove(element, found.set, rules), element, found);
    return kept === undefined ? [] : [kept];
  });
  return list.length > 0 && isLeftEmpty(left, set, rules) ? undefined : left;
}

function isLeftEmpty({ length }: readonly unknown[], { children }: FieldSet, { keepsEmpty = false }: Removal): boolean {
  return length === 0 && children.size > 0 && !keepsEmpty;
}

interface FoundElement {
  readonly set: FieldSet;
  /** The fields that tell the element apart. */
  readonly keys: readonly string[];
}

/** Finds what a set has of an element, by the keys that its steps name. */
function finder(set: FieldSet): (element: Json) => FoundElement | undefined {
  const lists = new Map<string, readonly string[]>();
  for (const step of set.children.keys()) {
    const keys = step.startsWith('k:') ? Object.keys(JSON.parse(step.slice(2)) as JsonObject) : [];
    lists.set(keys.join('/'), keys);
  }
  return (element) => {
    for (const keys of lists.values()) {
      const found = set.children.get(stepBy(element, keys));
      if (found) return { set: found, keys };
    }
    return undefined;
  };
}

/** An element keeps what tells it apart, unless it is itself in the set and has nothing else. */
function withKeys(left: Json | undefined, element: Json, { keys, set }: FoundElement): Json | undefined {
  if (!isJsonObject(element)) return left;
  const rest = Object.entries(objectOf(left)).filter(([field]) => !keys.includes(field));
  if (rest.length === 0 && set.member) return undefined;
  const own = Object.entries(element).filter(([field]) => keys.includes(field));
  return Object.fromEntries([...own, ...rest]);
}
