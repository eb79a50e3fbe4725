import type { FieldPath } from '../../engine/field.ts';
import type { Json } from '../../json/json.ts';
import type { ScalarNode } from '../../schema/node.ts';
import { expectType } from './expect-type.ts';
import type { LensRun, StepRun } from './lens-run.ts';
import type { Site } from './finding.ts';
import { similarName } from './similar-name.ts';
import { valueList } from './type-name.ts';

interface MapSpec {
  readonly map: {
    readonly field: FieldPath;
    readonly values: Readonly<Record<string, string>>;
    readonly other: 'keep' | 'lose' | 'fail';
  };
}

/** The field gets the values of the other column, and keeps those that are in neither if the step keeps them. */
export function runMap({ spec: { map }, run, site }: StepRun<MapSpec>): void {
  const where = [...site, 'map', 'field'];
  const type = run.peek(map.field, where);
  if (!type) return;
  expectType({ run, site: where }, { path: map.field, type }, 'string');
  if (type.kind !== 'scalar') return;
  const table = new Table(map, { run, site: [...site, 'map', 'values'] });
  // Some objects keep their values inside `when`: which, types do not say.
  const values = run.isGuarded ? undefined : table.valuesOf(type);
  if (type.values) table.checkNames(type.values);
  const changed: ScalarNode = { kind: 'scalar', type: type.type, ...(values && { values }) };
  run.remap(map.field, changed, { site: table.site, written: [...table.written] });
}

class Table {
  readonly site: Site;
  readonly written: ReadonlySet<Json>;
  readonly #map: MapSpec['map'];
  readonly #run: LensRun;
  /** The value that each is read from; the table's own mistakes are told once, and read as they were meant. */
  readonly #rows: readonly { readonly key: string; readonly from: string; readonly to: string }[];

  constructor(map: MapSpec['map'], { run, site }: { readonly run: LensRun; readonly site: Site }) {
    this.site = site;
    this.#map = map;
    this.#run = run;
    this.#rows = Object.entries(map.values).map(([spoke, hub]) =>
      run.direction === 'up' ? { key: spoke, from: spoke, to: hub } : { key: spoke, from: hub, to: spoke },
    );
    this.written = new Set(this.#rows.map(({ to }) => to));
  }

  /** What the field may hold afterwards; undefined when that may be anything. */
  valuesOf({ values }: ScalarNode): readonly Json[] | undefined {
    if (this.#map.other !== 'keep') return [...this.written];
    if (!values) return undefined;
    const read = new Set(this.#rows.map(({ from }) => meantBy(from, values) ?? from));
    // A value that stands for another one on the other side is lost, and told so.
    const kept = values.filter((value) => typeof value !== 'string' || (!read.has(value) && !this.written.has(value)));
    return [...this.written, ...kept];
  }

  /** Reports each row that is for a value that there is not. */
  checkNames(values: readonly Json[]): void {
    const path = this.#run.name(this.#map.field);
    for (const { key, from } of this.#rows) {
      if (values.includes(from)) continue;
      const meant = meantBy(from, values);
      const hint = meant === undefined ? `it may be ${valueList(values)}` : `perhaps it is ${meant}`;
      const parameters = { path, version: this.#run.version, value: from, hint };
      this.#run.report('LINT_VALUE_UNKNOWN', [...this.site, key], parameters);
    }
  }
}

function meantBy(name: string, values: readonly Json[]): string | undefined {
  if (values.includes(name)) return name;
  return similarName(
    name,
    values.filter((value) => typeof value === 'string'),
  );
}
