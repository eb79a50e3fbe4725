import { problem, type Problem } from '../errors.ts';
import { isJsonArray, isJsonObject, ownValue, type Json, type JsonObject } from '../json/json.ts';
import { formatFieldPath } from './path.ts';
import type { Trail } from './trail.ts';

/** A field with a value that the target version cannot express. */
export interface Loss {
  /** Where the value is in the object that was converted, such as `spec.rules[0].http.paths[0].pathType`. */
  readonly path: string;
  readonly value: Json;
  /** Why the value cannot be kept, in one sentence. */
  readonly reason: string;
}

/** An object that this conversion made itself and may therefore change. */
export type Draft = Record<string, Json | undefined>;

/** `up` is spoke to hub, `down` is hub to spoke. */
export type Direction = 'up' | 'down';

/** Thrown by a step that cannot convert the object; `convert` turns it into a result. Never leaves the engine. */
export class ConversionFailure extends Error {
  readonly problem: Problem;

  constructor(cause: Problem) {
    super(cause.message);
    this.problem = cause;
  }
}

/**
 * What the steps of one conversion share: the losses so far, where in the object they are, and which parts are copies
 * that may be changed. Everything else belongs to the caller's object and is never changed.
 */
export class Scope {
  readonly losses: Loss[] = [];
  /** The whole object as it stands, where steps convert it. */
  root: JsonObject = {};
  readonly #drafts = new Set<object>();
  readonly #path: (string | number)[] = [];
  /** Knows where fields came from, in a conversion that is repeated for that; undefined in any other. */
  readonly trail: Trail | undefined;
  /** True once a step has put a field down: then what is lost later may have been in another place. */
  hasMoved = false;
  #holes = 0;

  constructor(trail?: Trail) {
    this.trail = trail;
  }

  /** How many fields have been removed so far. Whoever visits a draft asks before and after, to know whether to {@link settle} it. */
  get holes(): number {
    return this.#holes;
  }

  /** The object itself when it is a draft of this conversion already, else a shallow copy of it. */
  draft(value: JsonObject): Draft {
    if (this.#drafts.has(value)) return value;
    const copy: Draft = { ...value };
    this.#drafts.add(copy);
    return copy;
  }

  /**
   * Takes a field off a draft. It leaves a hole, undefined, until the draft is settled: deleting would turn the object into a
   * slow one for the rest of its life, and writing it as text would cost twice.
   */
  remove(draft: Draft, key: string): void {
    if (ownValue(draft, key) === undefined) return;
    draft[key] = undefined;
    this.#holes++;
  }

  /** The draft without holes: itself when it has none, else another draft that takes its place. */
  settle(draft: Draft): Draft {
    if (!hasHoles(draft)) return draft;
    const settled: Draft = {};
    for (const key in draft) {
      const value = draft[key];
      if (value !== undefined) settled[key] = value;
    }
    this.#drafts.add(settled);
    return settled;
  }

  /** The same for a list. */
  draftList(value: readonly Json[]): Json[] {
    if (this.#drafts.has(value)) return value as Json[];
    const copy = [...value];
    this.#drafts.add(copy);
    return copy;
  }

  /** The object at `key` as a draft inside `parent`; undefined when it is absent or null. Another type is an error. */
  child(parent: Draft, key: string): Draft | undefined {
    const value = ownValue(parent, key);
    if (value === undefined || value === null) return undefined;
    if (!isJsonObject(value)) throw this.typeMismatch([key], 'an object', value);
    return (parent[key] = this.draft(value));
  }

  /** Like {@link child} for a list. */
  childList(parent: Draft, key: string): Json[] | undefined {
    const value = ownValue(parent, key);
    if (value === undefined || value === null) return undefined;
    if (!isJsonArray(value)) throw this.typeMismatch([key], 'a list', value);
    return (parent[key] = this.draftList(value));
  }

  /** Runs `action` with `part` added to the current path. */
  within(part: string | number, action: () => void): void {
    this.enter(part);
    action();
    this.leave();
  }

  /** Adds `part` to the current path, until {@link leave}. A failure in between ends the conversion. */
  enter(part: string | number): void {
    this.#path.push(part);
  }

  leave(): void {
    this.#path.pop();
  }

  /** Records that the value at `keys`, below the current path, cannot be expressed in the target version. */
  lose(keys: readonly (string | number)[], value: Json, reason: string): void {
    const path = [...this.#path, ...keys];
    this.losses.push({ path: formatFieldPath(this.trail?.sourceOf(path) ?? path), value, reason });
  }

  /** The full path of `keys` below the current path. */
  where(keys: readonly (string | number)[] = []): string {
    return formatFieldPath([...this.#path, ...keys]);
  }

  /** The parts of {@link where}. */
  parts(keys: readonly string[]): readonly (string | number)[] {
    return [...this.#path, ...keys];
  }

  /** The failure for a field that holds another JSON type than the version's schema says. */
  typeMismatch(keys: readonly (string | number)[], expected: string, value: Json): ConversionFailure {
    return new ConversionFailure(problem('FIELD_TYPE', { path: this.where(keys), expected, actual: typeName(value) }));
  }
}

function hasHoles(draft: Draft): boolean {
  for (const key in draft) if (draft[key] === undefined) return true;
  return false;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  return typeof value === 'string' ? 'a string' : typeof value === 'boolean' ? 'a boolean' : 'a number';
}
