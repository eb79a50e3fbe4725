import type { FieldPath } from '../../engine/field.ts';
import { formatPath, type Path } from '../../engine/path.ts';
import type { StepSpec } from '../../engine/step.ts';
import type { Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { expectType, expectValue, mismatch, type Place, type TypedField } from './expect-type.ts';
import type { Site } from './finding.ts';
import type { Effect, LensRun, StepRun } from './lens-run.ts';
import { ANY, typeAt, withField, withoutField } from './schema-edit.ts';
import { suggestionIn } from './suggestion.ts';
import { runMap } from './map-effect.ts';

/** What the steps that change values, or depend on them, do to types. */
export const VALUE_STEP_EFFECTS: readonly (readonly [string, Effect<never>])[] = [
  ['annotation', runAnnotation],
  ['cel', runCel],
  ['fail', runFail],
  ['keyed', runKeyed],
  ['map', runMap],
  ['scale', runScale],
  ['set', runSet],
  ['when', runWhen],
  ['wrap', runWrap],
];

interface Sided {
  readonly side: 'spoke' | 'hub';
}

function arrives({ run }: { readonly run: LensRun }, { side }: Sided): boolean {
  return run.direction === (side === 'hub' ? 'up' : 'down');
}

type AnnotationSpec = Readonly<
  Record<'annotation', Sided & { readonly field: FieldPath; readonly as: 'text' | 'json' }>
>;

function runAnnotation(step: StepRun<AnnotationSpec>): void {
  const { spec, run, site } = step;
  const { field, as } = spec.annotation;
  const where = [...site, 'annotation', 'field'];
  const written: SchemaNode = as === 'text' ? { kind: 'scalar', type: 'string' } : ANY;
  if (!arrives(step, spec.annotation)) {
    run.put(field, written, where);
    return;
  }
  const type = run.take(field, where);
  if (type && as === 'text') expectType({ run, site: where }, { path: field, type }, 'string');
}

type Ends = { readonly from: FieldPath; readonly to: FieldPath };

function ends(run: LensRun, site: Site, { from, to }: Ends) {
  const [spoke, hub] = [
    { path: from, site: [...site, 'from'] },
    { path: to, site: [...site, 'to'] },
  ];
  return run.direction === 'up' ? { source: spoke, target: hub } : { source: hub, target: spoke };
}

function runCel({ spec: { cel }, run, site }: StepRun<Readonly<Record<'cel', Ends>>>): void {
  const { source, target } = ends(run, [...site, 'cel'], cel);
  if (run.take(source.path, source.site)) run.put(target.path, ANY, target.site);
}

function runScale({ spec: { scale }, run, site }: StepRun<Readonly<Record<'scale', Ends>>>): void {
  const { source, target } = ends(run, [...site, 'scale'], scale);
  const type = run.take(source.path, source.site);
  if (!type) return;
  expectType({ run, site: source.site }, { path: source.path, type }, 'integer');
  run.put(target.path, { kind: 'scalar', type: 'integer' }, target.site);
}

function runFail(step: StepRun<Readonly<Record<'fail', Sided & { readonly path?: FieldPath }>>>): void {
  const { path } = step.spec.fail;
  if (path && !arrives(step, step.spec.fail)) step.run.take(path, [...step.site, 'fail', 'path']);
}

type KeyedSpec = Readonly<
  Record<'keyed', Sided & Readonly<Record<'map' | 'list', FieldPath>> & { readonly key: string }>
>;

function runKeyed(step: StepRun<KeyedSpec>): void {
  const { spec, run, site } = step;
  const { map, list, key } = spec.keyed;
  const [mapSite, listSite] = [
    [...site, 'keyed', 'map'],
    [...site, 'keyed', 'list'],
  ];
  if (arrives(step, spec.keyed)) {
    const type = run.take(list, listSite);
    const items = type && contentsOf({ run, site: listSite }, { path: list, type }, 'list');
    if (items) run.put(map, { kind: 'map', values: withoutKey(step, items) }, mapSite);
    return;
  }
  const type = run.take(map, mapSite);
  const values = type && contentsOf({ run, site: mapSite }, { path: map, type }, 'map');
  const items = values && withField(values, [key], { kind: 'scalar', type: 'string' });
  if (!items) return;
  run.put(list, { kind: 'list', items }, listSite);
  run.place(keyPath(run, spec), [...site, 'keyed', 'key']);
}

/** The elements of the list without their key. Reports a key that they do not have. */
function withoutKey({ spec, run, site }: StepRun<KeyedSpec>, items: SchemaNode): SchemaNode {
  const { key } = spec.keyed;
  if (typeAt(items, [key])) return withoutField(items, [key]) ?? ANY;
  const path = keyPath(run, spec);
  run.report('LINT_PATH_UNKNOWN', [...site, 'keyed', 'key'], {
    path: formatPath(path),
    version: run.version,
    ...suggestionIn(items, path),
  });
  return ANY;
}

function keyPath(run: LensRun, { keyed: { list, key } }: KeyedSpec): Path {
  return [...run.pathOf(list), { kind: 'items' }, { kind: 'key', key }];
}

type WrapSpec = Readonly<Record<'wrap', Sided & Readonly<Record<'list' | 'field', FieldPath>>>>;

function runWrap(step: StepRun<WrapSpec>): void {
  const { spec, run, site } = step;
  const { list, field } = spec.wrap;
  const [listSite, fieldSite] = [
    [...site, 'wrap', 'list'],
    [...site, 'wrap', 'field'],
  ];
  if (arrives(step, spec.wrap)) {
    const items = run.take(field, fieldSite);
    if (items) run.put(list, { kind: 'list', items }, listSite);
    return;
  }
  const type = run.take(list, listSite);
  const items = type && contentsOf({ run, site: listSite }, { path: list, type }, 'list');
  if (items) run.put(field, items, fieldSite);
}

type SetSpec = Readonly<Record<'set', Sided & { readonly path: FieldPath; readonly value: Json }>>;

function runSet(step: StepRun<SetSpec>): void {
  const { spec, run, site } = step;
  const { path, value } = spec.set;
  const where = [...site, 'set', 'path'];
  if (arrives(step, spec.set)) {
    run.put(path, ANY, where);
    return;
  }
  const type = run.take(path, where);
  if (type) expectValue({ run, site: [...site, 'set', 'value'] }, { path, type }, value);
}

interface WhenSpec {
  readonly when: { readonly field?: FieldPath; readonly equals?: Json };
  readonly use?: string;
  readonly lens?: readonly StepSpec[];
}

function runWhen({ spec, run, site }: StepRun<WhenSpec>): void {
  const { field, equals = null } = spec.when;
  const type = field && run.peek(field, [...site, 'when', 'field']);
  if (type) expectValue({ run, site: [...site, 'when', 'equals'] }, { path: field, type }, equals);
  run.guarded(() => run.inner(spec, site));
}

function contentsOf(place: Place, field: TypedField, expected: 'list' | 'map'): SchemaNode | undefined {
  const { type } = field;
  if (type.kind === 'any') return ANY;
  if (type.kind === 'list' && expected === 'list') return type.items;
  if (type.kind === 'map' && expected === 'map') return type.values;
  mismatch(place, field, `a ${expected}`);
  return undefined;
}
