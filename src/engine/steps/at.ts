import { z } from 'zod';
import type { Path } from '../path.ts';
import type { Draft, Scope } from '../scope.ts';
import { isJsonObject, type Json } from '../../json/json.ts';
import type { StepDefinition, StepSpec } from '../step.ts';
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
    const inner = spec.use === undefined ? lenses.compile((spec.lens ?? []) as StepSpec[]) : lenses.named(spec.use);
    return (node, direction, scope) => descend(node, spec.at, (target) => inner(target, direction, scope), scope);
  },
};

type Visit = (target: Draft) => void;

function descend(node: Draft, path: Path, visit: Visit, scope: Scope): void {
  const [segment, ...rest] = path;
  if (!segment) {
    visit(node);
  } else if (segment.kind === 'values') {
    for (const key of Object.keys(node)) enter(node, key, rest, visit, scope);
  } else if (segment.kind === 'key' && rest[0]?.kind === 'items') {
    enterList(node, segment.key, rest.slice(1), visit, scope);
  } else if (segment.kind === 'key') {
    enter(node, segment.key, rest, visit, scope);
  }
}

function enter(node: Draft, key: string, rest: Path, visit: Visit, scope: Scope): void {
  const child = scope.child(node, key);
  if (child) scope.within(key, () => descend(child, rest, visit, scope));
}

function enterList(node: Draft, key: string, rest: Path, visit: Visit, scope: Scope): void {
  const list = scope.childList(node, key);
  if (!list) return;
  scope.within(key, () => {
    list.forEach((item, index) => {
      const element = elementDraft(item, index, scope);
      if (!element) return;
      list[index] = element;
      scope.within(index, () => descend(element, rest, visit, scope));
    });
  });
}

function elementDraft(item: Json, index: number, scope: Scope): Draft | undefined {
  if (isJsonObject(item)) return scope.draft(item);
  if (item === null) return undefined;
  throw scope.typeMismatch([index], 'an object', item);
}
