import type { z } from 'zod';
import type { FieldPath } from '../../engine/field.ts';
import type { at } from '../../engine/steps/at.ts';
import type { drop } from '../../engine/steps/drop.ts';
import type { move } from '../../engine/steps/move.ts';
import type { nest } from '../../engine/steps/nest.ts';
import type { union } from '../../engine/steps/union.ts';
import type { zero } from '../../engine/steps/zero.ts';
import type { Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { expectType, expectValue } from './expect-type.ts';
import type { Site } from './finding.ts';
import type { Effect, LensRun, StepRun } from './lens-run.ts';
import { ANY } from './schema-edit.ts';
import { VALUE_STEP_EFFECTS } from './value-step-effects.ts';

type SpecOf<Definition extends { readonly schema: z.ZodType }> = z.infer<Definition['schema']>;

/** What each kind of step does to the types of an object: the same as it does to an object. */
export const STEP_EFFECTS: ReadonlyMap<string, Effect<never>> = new Map<string, Effect<never>>([
  ['at', runAt],
  ['move', runMove],
  ['nest', runNest],
  ['union', runUnion],
  ['zero', runZero],
  ['drop', runDrop],
  ...VALUE_STEP_EFFECTS,
]);

function runAt({ spec, run, site }: StepRun<SpecOf<typeof at>>): void {
  if (spec.lens?.length === 0) run.report('LINT_STEP_DEAD', site, { reason: 'it has no steps' });
  run.within(spec.at, [...site, 'at'], () => run.inner(spec, site));
}

function runMove({ spec: { move: spec }, run, site }: StepRun<SpecOf<typeof move>>): void {
  const [from, to] = [
    { path: spec.from, site: [...site, 'move', 'from'] },
    { path: spec.to, site: [...site, 'move', 'to'] },
  ];
  const [source, target] = run.direction === 'up' ? [from, to] : [to, from];
  if (run.name(spec.from) === run.name(spec.to)) {
    run.report('LINT_STEP_DEAD', site, { reason: 'it moves a field to where it is' });
    return;
  }
  const type = run.take(source.path, source.site);
  if (type) run.put(target.path, type, target.site);
}

function runNest({ spec: { nest: spec }, run, site }: StepRun<SpecOf<typeof nest>>): void {
  const wraps = run.direction === (spec.side === 'hub' ? 'up' : 'down');
  spec.fields.forEach((field, index) => {
    const here = [...site, 'nest', 'fields', index];
    const [outer, inner]: readonly FieldPath[] = [[field], [spec.into, field]];
    const [source, target] = wraps ? [outer, inner] : [inner, outer];
    const type = source && run.take(source, here);
    if (type && target) run.put(target, type, here);
  });
}

function runUnion({ spec: { union: spec }, run, site }: StepRun<SpecOf<typeof union>>): void {
  const where = (key: keyof typeof spec): Site => [...site, 'union', key];
  if (run.direction === 'up') {
    const type = run.take(spec.field, where('field'));
    if (!type) return;
    expectType({ run, site: where('field') }, { path: spec.field, type }, 'intOrString');
    run.put(spec.integer, { kind: 'scalar', type: 'integer' }, where('integer'));
    run.put(spec.string, { kind: 'scalar', type: 'string' }, where('string'));
    return;
  }
  for (const [key, expected] of [
    ['string', 'string'],
    ['integer', 'integer'],
  ] as const) {
    const type = run.take(spec[key], where(key));
    if (type) expectType({ run, site: where(key) }, { path: spec[key], type }, expected);
  }
  run.put(spec.field, { kind: 'scalar', type: 'intOrString' }, where('field'));
}

function runZero({ spec: { zero: spec }, run, site }: StepRun<SpecOf<typeof zero>>): void {
  const { always = {}, omit = {} } = spec;
  if (Object.keys(always).length + Object.keys(omit).length === 0)
    run.report('LINT_STEP_DEAD', site, { reason: 'it names no value' });
  const arrives = run.direction === (spec.side === 'hub' ? 'up' : 'down');
  const path = (spec.at ?? []).map((key) => ({ kind: 'key', key }) as const);
  run.within(path, spec.at ? [...site, 'zero', 'at'] : site, () => {
    if (arrives) writeZeros({ run, site }, Object.keys(always));
    else checkZeros({ run, site }, { always, omit });
  });
}

/** A field that only this step makes is of the type that the version says, whatever that is. */
function writeZeros({ run, site }: { readonly run: LensRun; readonly site: Site }, keys: readonly string[]): void {
  const { node } = run;
  for (const key of keys) {
    if (node.kind === 'object' && !node.fields.has(key)) run.put([key], ANY, [...site, 'zero', 'always', key]);
  }
}

function checkZeros(
  { run, site }: { readonly run: LensRun; readonly site: Site },
  values: Required<Pick<SpecOf<typeof zero>['zero'], 'always' | 'omit'>>,
): void {
  for (const part of ['always', 'omit'] as const) {
    for (const [key, value] of Object.entries(values[part] ?? {})) {
      const where = [...site, 'zero', part, key];
      const type = run.peek([key], where);
      if (!type) continue;
      expectValue({ run, site: where }, { path: [key], type }, value);
      run.retype([key], withoutValue(run, type, value));
    }
  }
}

/** The value goes; inside `when` some objects keep it, and which ones, types do not say. */
function withoutValue({ isGuarded }: LensRun, type: SchemaNode, value: Json): SchemaNode {
  if (type.kind !== 'scalar' || !type.values) return type;
  const { values, ...rest } = type;
  return isGuarded ? rest : { ...rest, values: values.filter((other) => other !== value) };
}

function runDrop({
  spec: {
    drop: { side, path },
  },
  run,
  site,
}: StepRun<SpecOf<typeof drop>>): void {
  if (run.direction === (side === 'hub' ? 'down' : 'up')) run.take(path, [...site, 'drop', 'path']);
}
