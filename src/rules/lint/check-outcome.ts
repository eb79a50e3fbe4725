import type { Path } from '../../engine/path.ts';
import type { Direction } from '../../engine/scope.ts';
import { encodeJson } from '../../json/encode.ts';
import type { Json } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { compareTypes, type TypeDifference } from './compare-types.ts';
import type { Report, Site } from './finding.ts';
import type { LensRun } from './lens-run.ts';
import { isAround, placedAround, placedBelow } from './placed.ts';
import { suggestionIn } from './suggestion.ts';
import { ANY, typeBelow } from './schema-edit.ts';
import { typeName, valueList } from './type-name.ts';

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
  /** The steps whose types are known not to fit: what does not on the way back is the same mistake. */
  readonly mismatched: Set<string>;
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
    const { from, to, report, lens, mismatched } = this.#route;
    const name = nameOf(path);
    const site = placedAround(this.#run.placed, name)?.site;
    const step = JSON.stringify(site?.slice(0, -1) ?? name);
    if (mismatched.has(step)) return;
    mismatched.add(step);
    const source = this.#run.originOf(name) ?? name;
    report('LINT_TYPE_MISMATCH', site ?? lens, {
      path: source,
      version: from.apiVersion,
      actual: typeName(made),
      expected: `${typeName(wanted)}, as ${source === name ? '' : `${name} `}in ${to.apiVersion}`,
    });
  }

  #reportValues({ path, made, wanted, foreign }: Difference<'values'>): void {
    const { from, to, report, lens, direction } = this.#route;
    const name = nameOf(path);
    const mapped = this.#run.mappedBy(made);
    const values = foreign.filter((value) => !mapped?.written.includes(value));
    if (values.length === 0) return;
    const site = mapped?.site ?? placedAround(this.#run.placed, name)?.site ?? lens;
    report('LINT_VALUE_UNCOVERED', site, {
      path: this.#run.originOf(name) ?? name,
      version: from.apiVersion,
      values: valueList(values),
      other: to.apiVersion,
      field: name,
      known: valueList(wanted.values ?? []),
      step: mapped ? `add ${pairsOf(values, direction)} to the table` : `write - ${mapStep(path, values, direction)}`,
    });
  }

  #reportMissing({ path }: Difference<'missing'>): void {
    const { from, to, report, lens, direction } = this.#route;
    const step = within(path, (field) => `set: { side: ${sideOf(direction, 'to')}, path: ${field}, value: ... }`);
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

function nameOf(path: readonly string[]): string {
  return path.reduce((text, part) => (part === '[*]' || text === '' ? text + part : `${text}.${part}`), '');
}

/** The side of a rule where a way begins, or where it ends. */
function sideOf(direction: Direction, end: 'from' | 'to'): string {
  return (direction === 'up') === (end === 'from') ? 'spoke' : 'hub';
}

/** The step that would cover a field, as it would be written. What runs last on the way up is at the end of the lens. */
function dropStep(path: readonly string[], direction: Direction): string {
  const step = within(path, (field) => `drop: { side: ${sideOf(direction, 'from')}, path: ${field}, reason: ... }`);
  return `- ${step} at the ${direction === 'up' ? 'end' : 'beginning'} of the lens`;
}

/** The step that would give values their names on the other side. */
function mapStep(path: readonly string[], values: readonly Json[], direction: Direction): string {
  return within(path, (field) => `map: { field: ${field}, values: { ${pairsOf(values, direction)} } }`);
}

/** Rows of a table whose other column is still to be written. */
function pairsOf(values: readonly Json[], direction: Direction): string {
  const names = values.map((value) => (typeof value === 'string' ? value : encodeJson(value)));
  return names.map((name) => (direction === 'up' ? `${name}: ...` : `...: ${name}`)).join(', ');
}

/** A step for a field, inside of `at` where the field is below a list or a map. */
function within(path: readonly string[], step: (field: string) => string): string {
  const last = path.findLastIndex((part) => part === '[*]' || part === '*');
  const text = step(nameOf(path.slice(last + 1)));
  return last < 0 ? text : `{ at: ${nameOf(path.slice(0, last + 1))}, lens: [{ ${text} }] }`;
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
