import { z } from 'zod';
import type { Path } from '../path.ts';
import type { Draft, Scope } from '../scope.ts';
import { isJsonObject, type Json } from '../../json/json.ts';
import type { StepDefinition } from '../step.ts';
import { selectorPath } from './field-path.ts';

const schema = z
  .strictObject({
    at: selectorPath,
    use: z.string().optional(),
    lens: z.array(z.record(z.string(), z.unknown())).optional(),
  })
  .refine((spec) => (spec.use === undefined) !== (spec.lens === undefined), {
    message: 'write either `use: NAME` (a lens under spec.lenses) or `lens: [...]` (steps in place)',
  });

/** Runs a lens on every object that a path leads to. */
export const at: StepDefinition<z.infer<typeof schema>> = {
  name: 'at',
  summary: 'Runs a lens on the object at a path, on each element of a list, or on each value of a map.',
  schema,
  compile(spec, lenses) {
    const inner = spec.use === undefined ? lenses.compile(spec.lens ?? []) : lenses.named(spec.use);
    return (node, direction, scope) => {
      const visit = (target: Draft): void => inner(target, direction, scope);
      new Walk(visit, scope).descend(node, spec.at);
    };
  },
};

/** Follows a path to every object that it leads to. */
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
