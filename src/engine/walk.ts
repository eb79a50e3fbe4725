import { isJsonObject, type Json } from '../json/json.ts';
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
    if (!segment) this.#visit(node);
    else if (segment.kind === 'values') for (const key of Object.keys(node)) this.#enter(node, key, rest);
    else if (segment.kind === 'key' && rest[0]?.kind === 'items') this.#enterList(node, segment.key, rest.slice(1));
    else if (segment.kind === 'key') this.#enter(node, segment.key, rest);
  }

  #enter(node: Draft, key: string, rest: Path): void {
    const child = this.#scope.child(node, key);
    if (child) this.#scope.within(key, () => this.descend(child, rest));
  }

  #enterList(node: Draft, key: string, rest: Path): void {
    const list = this.#scope.childList(node, key);
    if (!list) return;
    this.#scope.within(key, () => {
      list.forEach((item, index) => {
        const element = elementDraft(item, index, this.#scope);
        if (!element) return;
        list[index] = element;
        this.#scope.within(index, () => this.descend(element, rest));
      });
    });
  }
}

function elementDraft(item: Json, index: number, scope: Scope): Draft | undefined {
  if (isJsonObject(item)) return scope.draft(item);
  if (item === null) return undefined;
  throw scope.typeMismatch([index], 'an object', item);
}
