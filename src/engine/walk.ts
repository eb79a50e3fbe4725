import { isJsonArray, isJsonObject, ownValue, type Json } from '../json/json.ts';
import type { Path } from './path.ts';
import type { Draft, Scope } from './scope.ts';

/**
 * Visits every object that a path leads to, as a draft, with the scope at its place. Absent and null parts are passed over;
 * a part of another type than the path says is an error.
 */
export function walk(node: Draft, path: Path, scope: Scope, visit: (target: Draft) => void): void {
  new Walk(visit, scope).descend(node, path, 0);
}

class Walk {
  readonly #visit: (target: Draft) => void;
  readonly #scope: Scope;

  constructor(visit: (target: Draft) => void, scope: Scope) {
    this.#visit = visit;
    this.#scope = scope;
  }

  /** Follows the path from its part `at` on. */
  descend(node: Draft, path: Path, at: number): void {
    const segment = path[at];
    if (!segment) this.#visit(node);
    else if (segment.kind === 'key') this.#enter(node, segment.key, path, at + 1);
    else for (const key of Object.keys(node)) this.#enter(node, key, path, at + 1);
  }

  #enter(node: Draft, key: string, path: Path, at: number): void {
    const value = ownValue(node, key) ?? null;
    if (value !== null) node[key] = this.#entered(value, key, path, at);
  }

  /** The value at `key` as a draft in which the rest of the path has been visited. */
  #entered(value: Json, key: string | number, path: Path, at: number): Json {
    if (path[at]?.kind === 'items') return this.#enteredList(value, key, path, at + 1);
    if (!isJsonObject(value)) throw this.#scope.typeMismatch([key], 'an object', value);
    const scope = this.#scope;
    const draft = scope.draft(value);
    const { holes } = scope;
    scope.enter(key);
    this.descend(draft, path, at);
    scope.leave();
    return scope.holes === holes ? draft : scope.settle(draft);
  }

  #enteredList(value: Json, key: string | number, path: Path, at: number): Json {
    if (!isJsonArray(value)) throw this.#scope.typeMismatch([key], 'a list', value);
    const list = this.#scope.draftList(value);
    this.#scope.enter(key);
    for (let index = 0; index < list.length; index++) {
      const item = list[index] ?? null;
      if (item !== null) list[index] = this.#entered(item, index, path, at);
    }
    this.#scope.leave();
    return list;
  }
}
