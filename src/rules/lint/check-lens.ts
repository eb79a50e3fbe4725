import type { Direction } from '../../engine/scope.ts';
import type { SchemaNode } from '../../schema/node.ts';
import type { ConversionRule } from '../model.ts';
import { compareTypes, type TypeDifference } from './compare-types.ts';
import type { Report, Site } from './finding.ts';
import { LensRun, type Placed } from './lens-run.ts';
import { similarName } from './similar-name.ts';
import { STEP_EFFECTS } from './step-effects.ts';
import { typeName } from './type-name.ts';

/** A version and its types. */
interface TypedVersion {
  readonly apiVersion: string;
  readonly types: SchemaNode;
  /** Where the types come from, for messages. */
  readonly origin: string;
}

/** A spoke of a rule, with the types of both sides. */
export interface LensCheck {
  readonly rule: ConversionRule;
  /** Which spoke. */
  readonly index: number;
  readonly spoke: TypedVersion;
  readonly hub: TypedVersion;
  readonly report: Report;
}

/** Runs the lens of a spoke on the types of either side, and compares what comes out with the types of the other one. */
export function checkLens(check: LensCheck): void {
  checkDirection(check, 'up');
  checkDirection(check, 'down');
}

function checkDirection({ rule, index, spoke, hub, report }: LensCheck, direction: Direction): void {
  const [from, to] = direction === 'up' ? [spoke, hub] : [hub, spoke];
  const lens = rule.spec.spokes[index]?.lens ?? [];
  const site = ['spec', 'spokes', index, 'lens'];
  const run = new LensRun(from.types, { rule, direction, from: from.apiVersion, report, effects: STEP_EFFECTS });
  run.steps(lens, site);
  checkOutcome(run, { from, to, direction, report, lens: site });
}

/** Reports what steps make of the types of a version and the other version does not have, or has as another type. */
export function checkOutcome(run: LensRun, route: Omit<DifferenceReporter, 'placed'>): void {
  const reporter = { ...route, placed: run.placed };
  const { to } = route;
  for (const difference of compareTypes(run.root, to.types)) {
    if (isOwnOfEveryObject(difference) || isSometimesTaken(run, difference)) continue;
    if (difference.wanted) reportType(reporter, difference, difference.wanted);
    else reportField(reporter, difference);
  }
}

/** The fields that the engine sets, and the metadata that is one type everywhere. */
function isOwnOfEveryObject({ path: [first] }: TypeDifference): boolean {
  return first === 'apiVersion' || first === 'kind' || first === 'metadata';
}

/** The objects that keep such a field are left to the cases: types do not say which ones they are. */
function isSometimesTaken({ sometimesTaken }: LensRun, { path }: TypeDifference): boolean {
  return [...sometimesTaken].some((taken) => isAround(taken, nameOf(path)));
}

interface DifferenceReporter {
  readonly from: TypedVersion;
  readonly to: TypedVersion;
  readonly direction: Direction;
  readonly report: Report;
  readonly lens: Site;
  readonly placed: ReadonlyMap<string, Placed>;
}

function reportType(by: DifferenceReporter, { path, made }: TypeDifference, wanted: SchemaNode): void {
  const name = nameOf(path);
  const site = placedAround(by.placed, name)?.site ?? by.lens;
  by.report('LINT_TYPE_MISMATCH', site, {
    path: name,
    version: by.from.apiVersion,
    actual: typeName(made),
    expected: `${typeName(wanted)}, as in ${by.to.apiVersion}`,
  });
}

function reportField(by: DifferenceReporter, { path }: TypeDifference): void {
  const name = nameOf(path);
  const placed = placedBelow(by.placed, name);
  if (placed) {
    const hint = suggestionFor(path, by.to.types);
    by.report('LINT_PATH_UNKNOWN', placed.site, { path: placed.path, version: by.to.apiVersion, hint });
    return;
  }
  const site = placedAround(by.placed, name)?.site ?? by.lens;
  by.report('LINT_FIELD_UNCOVERED', site, {
    path: name,
    version: by.from.apiVersion + by.from.origin,
    other: by.to.apiVersion,
    step: stepFor(path, by.direction),
  });
}

function nameOf(path: readonly string[]): string {
  return path.reduce((text, part) => (part === '[*]' || text === '' ? text + part : `${text}.${part}`), '');
}

/** What a step put there, or around it. */
function placedAround(placed: ReadonlyMap<string, Placed>, name: string): Placed | undefined {
  return [...placed.values()]
    .filter(({ path }) => isAround(path, name))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** What a step put there, or inside of it, which made it. */
function placedBelow(placed: ReadonlyMap<string, Placed>, name: string): Placed | undefined {
  return [...placed.values()].find(({ path }) => isAround(name, path));
}

function isAround(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

/** The step that would cover a field, as it would be written: inside `at` where the field is below a list or a map. */
function stepFor(path: readonly string[], direction: Direction): string {
  const last = path.findLastIndex((part) => part === '[*]' || part === '*');
  const side = direction === 'up' ? 'spoke' : 'hub';
  const step = `drop: { side: ${side}, path: ${nameOf(path.slice(last + 1))}, reason: ... }`;
  const text = last < 0 ? `- ${step}` : `- { at: ${nameOf(path.slice(0, last + 1))}, lens: [{ ${step} }] }`;
  // What runs last on the way up is at the end of the lens, and on the way down at its beginning.
  return `${text} at the ${direction === 'up' ? 'end' : 'beginning'} of the lens`;
}

function suggestionFor(path: readonly string[], types: SchemaNode): string {
  const node = path.slice(0, -1).reduce<SchemaNode | undefined>(inside, types);
  const name = node?.kind === 'object' ? similarName(path.at(-1) ?? '', node.fields.keys()) : undefined;
  return name === undefined ? '' : `; perhaps it is ${name}`;
}

function inside(node: SchemaNode | undefined, part: string): SchemaNode | undefined {
  if (node?.kind === 'object') return node.fields.get(part);
  if (node?.kind === 'list') return node.items;
  return node?.kind === 'map' ? node.values : undefined;
}
