import { isJsonArray, isJsonObject, valueAt, type Json } from '../json/json.ts';
import type { Path } from './path.ts';
import type { Draft, Scope } from './scope.ts';

/**
 * Visits every object that a path leads to, as a draft, with the scope at its place. Absent and null parts are passed over;
 * a part of another type than the path says is an error.
 */
export function walk(node: Draft, path: Path, scope: Scope, visit: (target: Draft) => void): void {
  new Walk(visit, scope).descend(node, path);
}

class Walk {
  readonly #visit: (target: Draft) => void;
  readonly #scope: Scope;

  constructor(visit: (target: Draft) => void, scope: Scope) {
    this.#visit = visit;
    this.#scope = scope;
  }

  descend(node: Draft, path: Path): void {
    const [segment, ...rest] = path;
    if (!segment) {
      this.#visit(node);
      return;
    }
    const keys = segment.kind === 'key' ? [segment.key] : Object.keys(node);
    for (const key of keys) {
      const value = valueAt(node, [key]) ?? null;
      if (value !== null) node[key] = this.#entered(value, key, rest);
    }
  }

  /** The value at `key` as a draft in which the rest of the path has been visited. */
  #entered(value: Json, key: string | number, path: Path): Json {
    const [segment, ...rest] = path;
    if (segment?.kind === 'items') return this.#enteredList(value, key, rest);
    if (!isJsonObject(value)) throw this.#scope.typeMismatch([key], 'an object', value);
    const draft = this.#scope.draft(value);
    this.#scope.within(key, () => this.descend(draft, path));
    return draft;
  }

  #enteredList(value: Json, key: string | number, path: Path): Json {
    if (!isJsonArray(value)) throw this.#scope.typeMismatch([key], 'a list', value);
    const list = this.#scope.draftList(value);
    this.#scope.within(key, () => {
      list.forEach((item, index) => {
        if (item !== null) list[index] = this.#entered(item, index, path);
      });
    });
    return list;
  }
}
