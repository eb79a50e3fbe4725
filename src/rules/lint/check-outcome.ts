import type { Path } from '../../engine/path.ts';
import type { Direction } from '../../engine/scope.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { compareTypes, type TypeDifference } from './compare-types.ts';
import type { Report, Site } from './finding.ts';
import type { LensRun } from './lens-run.ts';
import { isAround, placedAround, placedBelow, type Placed } from './placed.ts';
import { nameOf, stepWithin } from './step-within.ts';
import { suggestionIn } from './suggestion.ts';
import { ANY, typeBelow } from './schema-edit.ts';
import { typeName, valueList } from './type-name.ts';
import { missingRows, valueStep, type ForeignValues } from './value-step.ts';

/** A version and its types. */
export interface TypedVersion {
  readonly apiVersion: string;
  readonly types: SchemaNode;
  /** Where the types come from, for messages. */
  readonly origin: string;
}

/** The way that a lens was run, and who is told of it. */
interface Route {
  readonly from: TypedVersion;
  readonly to: TypedVersion;
  readonly direction: Direction;
  readonly report: Report;
  readonly lens: Site;
  /** What has been told of steps and fields: types and values that do not fit on the way back are the same mistake. */
  readonly told: Set<string>;
}

/** Reports where what steps make of the types of a version is not what the other version has. */
export function checkOutcome(run: LensRun, route: Route): void {
  run.finish();
  const reporter = new OutcomeReporter(run, route);
  for (const difference of compareTypes(run.root, route.to.types)) {
    if (!isOwnOfEveryObject(difference) && !isSometimesTaken(run, difference)) reporter.report(difference);
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

type Difference<Kind extends TypeDifference['kind']> = TypeDifference & { readonly kind: Kind };

class OutcomeReporter {
  readonly #run: LensRun;
  readonly #route: Route;

  constructor(run: LensRun, route: Route) {
    this.#run = run;
    this.#route = route;
  }

  report(difference: TypeDifference): void {
    if (difference.kind === 'type') this.#reportType(difference);
    else if (difference.kind === 'values') this.#reportValues(difference);
    else if (difference.kind === 'missing') this.#reportMissing(difference);
    else this.#reportUnknown(difference);
  }

  #reportType({ path, made, wanted }: Difference<'type'>): void {
    const { from, to, report, lens } = this.#route;
    const name = nameOf(path);
    const placed = placedAround(this.#run.placed, name);
    if (this.#isTold('type', name, placed)) return;
    const source = this.#run.originOf(name) ?? name;
    report('LINT_TYPE_MISMATCH', placed?.site ?? lens, {
      path: source,
      version: from.apiVersion,
      actual: typeName(made),
      expected: `${typeName(wanted)}, as ${source === name ? '' : `${name} `}in ${to.apiVersion}`,
    });
  }

  #reportValues({ path, made, wanted, foreign }: Difference<'values'>): void {
    const { lens, direction } = this.#route;
    const mapped = this.#run.mappedBy(made);
    if (mapped) {
      const values = foreign.filter((value) => !mapped.written.includes(value));
      const field = { path, made, wanted, values, direction };
      if (values.length > 0) this.#reportForeign(field, mapped.site, missingRows(field, mapped.written));
      return;
    }
    const name = nameOf(path);
    const placed = placedAround(this.#run.placed, name);
    const field = { path, made, wanted, values: foreign, direction };
    // The step that is to be written has the values of both sides.
    if (!this.#isTold('values', name, placed)) this.#reportForeign(field, placed?.site ?? lens, valueStep(field));
  }

  #reportForeign({ path, wanted, values }: ForeignValues, site: Site, step: string): void {
    const { from, to, report } = this.#route;
    const field = nameOf(path);
    report('LINT_VALUE_UNCOVERED', site, {
      path: this.#run.originOf(field) ?? field,
      version: from.apiVersion,
      values: valueList(values),
      other: to.apiVersion,
      field,
      known: valueList(wanted.values ?? []),
      step,
    });
  }

  /** Whether the way there has told of a field already what the way back would tell again. */
  #isTold(kind: TypeDifference['kind'], name: string, placed: Placed | undefined): boolean {
    const step = placed ? [...placed.site.slice(0, -1), name.slice(placed.path.length)] : [name];
    const mistake = JSON.stringify([kind, ...step]);
    const { told } = this.#route;
    if (told.has(mistake)) return true;
    told.add(mistake);
    return false;
  }

  #reportMissing({ path }: Difference<'missing'>): void {
    const { from, to, report, lens, direction } = this.#route;
    const step = stepWithin(path, (field) => `set: { side: ${sideOf(direction, 'to')}, path: ${field}, value: ... }`);
    const name = nameOf(path);
    const parameters = { path: name, version: to.apiVersion, other: from.apiVersion, step: `- ${step}` };
    report('LINT_REQUIRED_UNSET', placedAround(this.#run.placed, name)?.site ?? lens, parameters);
  }

  #reportUnknown({ path }: Difference<'unknown'>): void {
    const { from, to, report, lens, direction } = this.#route;
    const name = nameOf(path);
    const placed = placedBelow(this.#run.placed, name);
    if (placed) {
      const suggestion = suggestionFor(path, to.types);
      report('LINT_PATH_UNKNOWN', placed.site, { path: placed.path, version: to.apiVersion, ...suggestion });
      return;
    }
    report('LINT_FIELD_UNCOVERED', placedAround(this.#run.placed, name)?.site ?? lens, {
      path: name,
      version: from.apiVersion + from.origin,
      other: to.apiVersion,
      step: dropStep(path, direction),
    });
  }
}

/** The side of a rule where a way begins, or where it ends. */
function sideOf(direction: Direction, end: 'from' | 'to'): string {
  return (direction === 'up') === (end === 'from') ? 'spoke' : 'hub';
}

/** The step that would cover a field, as it would be written. What runs last on the way up is at the end of the lens. */
function dropStep(path: readonly string[], direction: Direction): string {
  const step = stepWithin(path, (field) => `drop: { side: ${sideOf(direction, 'from')}, path: ${field}, reason: ... }`);
  return `- ${step} at the ${direction === 'up' ? 'end' : 'beginning'} of the lens`;
}

function suggestionFor(names: readonly string[], types: SchemaNode): ReturnType<typeof suggestionIn> {
  const path = names.map(segmentOf);
  const parent = typeBelow(types, path.slice(0, -1)) ?? ANY;
  return suggestionIn(parent, path);
}

function segmentOf(part: string): Path[number] {
  if (part === '[*]') return { kind: 'items' };
  return part === '*' ? { kind: 'values' } : { kind: 'key', key: part };
}
