import type { FieldPath } from '../../engine/field.ts';
import { formatPath, type Path } from '../../engine/path.ts';
import type { Direction } from '../../engine/scope.ts';
import type { StepSpec } from '../../engine/step.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { findStep } from '../find-step.ts';
import type { ConversionRule } from '../model.ts';
import type { Report, Site } from './finding.ts';
import { ANY, typeAt, typeBelow, withChange, withField, withoutField } from './schema-edit.ts';
import { similarName } from './similar-name.ts';
import { typeName } from './type-name.ts';

/** A step, what it is run on, and where the rule has it. */
export interface StepRun<Spec> {
  readonly spec: Spec;
  readonly run: LensRun;
  readonly site: Site;
}

/** What a kind of step does to types. */
export type Effect<Spec> = (step: StepRun<Spec>) => void;

/** What a lens is run on: the types of one version, on the way to another. */
export interface RunOptions {
  readonly rule: ConversionRule;
  readonly direction: Direction;
  /** The version whose types they are at the beginning. */
  readonly from: string;
  readonly report: Report;
  /** By the name of the step; what a step without an effect changes is not known. */
  readonly effects: ReadonlyMap<string, Effect<never>>;
  /** True for steps from a version to itself, where a field that is written may be there already. */
  readonly isOneVersion?: boolean;
}

/** Where a step put a field, and where the rule's text says so. */
export interface Placed {
  readonly path: string;
  readonly site: Site;
}

/** Runs a lens on the types of a version instead of on an object: what it takes must be there, and goes where it says. */
export class LensRun {
  readonly direction: Direction;
  readonly report: Report;
  /** Fields that steps wrote, by path. */
  readonly placed = new Map<string, Placed>();
  readonly #rule: ConversionRule;
  readonly #from: string;
  readonly #effects: RunOptions['effects'];
  readonly #isOneVersion: boolean;
  /** The step that took each field out. */
  readonly #taken = new Map<string, Site>();
  /** Fields that steps take out of some objects only. */
  readonly sometimesTaken = new Set<string>();
  #isGuarded = false;
  #root: SchemaNode;
  #base: Path = [];
  #step: Site = [];

  constructor(root: SchemaNode, { rule, direction, from, report, effects, isOneVersion = false }: RunOptions) {
    this.#isOneVersion = isOneVersion;
    this.#root = root;
    this.#rule = rule;
    this.#from = from;
    this.#effects = effects;
    this.direction = direction;
    this.report = report;
  }

  /** The types as they are now. */
  get root(): SchemaNode {
    return this.#root;
  }

  /** Runs steps in the order in which the engine runs them. */
  steps(steps: readonly StepSpec[], site: Site): void {
    const numbered = [...steps.entries()];
    for (const [index, spec] of this.direction === 'up' ? numbered : numbered.reverse())
      this.#run(spec, [...site, index]);
  }

  /** The types of the object that the steps are for; `any` where nothing is known. */
  get node(): SchemaNode {
    return typeBelow(this.#root, this.#base) ?? ANY;
  }

  /** Takes a field out. Reports one that is not there. */
  take(keys: FieldPath, site: Site): SchemaNode | undefined {
    const type = this.peek(keys, site);
    if (!type) return undefined;
    if (this.#isGuarded) {
      this.sometimesTaken.add(this.name(keys));
      return type;
    }
    this.#taken.set(this.name(keys), this.#step);
    this.placed.delete(this.name(keys));
    this.#change((node) => withoutField(node, keys) ?? emptied(node));
    return type;
  }

  /** The type of a field. Reports one that is not there. */
  peek(keys: readonly string[], site: Site): SchemaNode | undefined {
    const type = typeAt(this.node, keys);
    if (!type) this.#reportMissing(keys, site);
    return type;
  }

  /** Writes a field. Reports one that is there already. */
  put(keys: FieldPath, type: SchemaNode, site: Site): void {
    const path = this.name(keys);
    const other = this.placed.get(path)?.site;
    if (this.#isGuarded) this.sometimesTaken.delete(path);
    else if (other) this.#reportOverlap(path, other);
    else if (!this.#isOneVersion && hasOwnField(this.node, keys))
      this.report('LINT_STEPS_OVERLAP', site, { path, other: `a field that ${this.#from} has there itself` });
    const changed = withField(this.node, keys, type);
    if (!changed) {
      this.report('LINT_TYPE_MISMATCH', site, {
        path,
        version: this.#from,
        actual: 'no object all the way',
        expected: 'an object',
      });
      return;
    }
    this.placed.set(path, { path, site });
    this.#change(() => changed);
  }

  /** Runs a lens on what a path leads to. Reports a path that leads nowhere, and one that leads to something else than objects. */
  within(path: Path, site: Site, run: () => void): void {
    const type = typeBelow(this.node, path);
    if (!type) {
      this.#reportMissingBelow(path, site);
      return;
    }
    if (type.kind === 'any') return;
    if (type.kind !== 'object') {
      this.report('LINT_TYPE_MISMATCH', site, {
        path: formatPath([...this.#base, ...path]),
        version: this.#from,
        actual: typeName(type),
        expected: 'an object',
      });
      return;
    }
    const base = this.#base;
    this.#base = [...base, ...path];
    run();
    this.#base = base;
  }

  /** Runs steps that are for some objects only: the others keep what these take, and several steps may be for one field. */
  guarded(run: () => void): void {
    const before = this.#isGuarded;
    this.#isGuarded = true;
    run();
    this.#isGuarded = before;
  }

  /** The full path of a field of the object that the steps are for. */
  name(keys: readonly string[]): string {
    return formatPath([...this.#base, ...keys.map((key) => ({ kind: 'key', key }) as const)]);
  }

  get version(): string {
    return this.#from;
  }

  #run(spec: StepSpec, site: Site): void {
    const found = findStep(spec);
    if (!found) return;
    this.#step = site;
    const effect = this.#effects.get(found.name);
    if (effect) effect({ spec: found.spec as never, run: this, site });
    else if (!found.lens && found.use === undefined) this.#change(() => ANY);
  }

  /** Runs the steps that a step holds, in place or by name. */
  inner(
    { lens, use }: { readonly lens?: readonly StepSpec[] | undefined; readonly use?: string | undefined },
    site: Site,
  ): void {
    if (use === undefined) this.steps(lens ?? [], [...site, 'lens']);
    else this.steps(this.#rule.spec.lenses?.[use] ?? [], ['spec', 'lenses', use]);
  }

  #change(change: (node: SchemaNode) => SchemaNode): void {
    this.#root = withChange(this.#root, this.#base, change);
  }

  #reportMissing(keys: readonly string[], site: Site): void {
    const path = this.name(keys);
    const other = this.#taken.get(path);
    if (other) {
      this.#reportOverlap(path, other);
      return;
    }
    const gone = keys.slice(0, -1).findIndex((_, index) => this.#taken.has(this.name(keys.slice(0, index + 1))));
    if (gone >= 0) {
      const around = this.name(keys.slice(0, gone + 1));
      this.report('LINT_STEP_DEAD', this.#step, {
        reason: `another step has taken ${around} away before, with ${path} in it`,
      });
      return;
    }
    this.report('LINT_PATH_UNKNOWN', site, { path, version: this.#from, hint: this.#suggestion(keys) });
  }

  #reportMissingBelow(path: Path, site: Site): void {
    const keys = path.map((segment) => (segment.kind === 'key' ? segment.key : undefined));
    if (keys.every((key) => key !== undefined)) this.#reportMissing(keys, site);
    else {
      const length = path.findIndex((_, index) => !typeBelow(this.node, path.slice(0, index + 1)));
      const plain = path.slice(0, length + 1);
      const type = typeBelow(this.node, path.slice(0, length)) ?? ANY;
      this.report('LINT_PATH_UNKNOWN', site, {
        path: formatPath([...this.#base, ...plain]),
        version: this.#from,
        hint: suggestionIn(type, plain.at(-1)),
      });
    }
  }

  /** The later one of two steps in the text has the mistake. */
  #reportOverlap(path: string, other: Site): void {
    const [, later] = [other.slice(0, this.#step.length), this.#step].sort(inText);
    this.report('LINT_STEPS_OVERLAP', later ?? this.#step, { path, other: 'another step of the lens' });
  }

  #suggestion(keys: readonly string[]): string {
    const length = keys.findIndex((_, index) => !typeAt(this.node, keys.slice(0, index + 1)));
    const parent = typeAt(this.node, keys.slice(0, length)) ?? ANY;
    return suggestionIn(parent, { kind: 'key', key: keys[length] ?? '' });
  }
}

function suggestionIn(parent: SchemaNode, segment: Path[number] | undefined): string {
  if (segment?.kind !== 'key') return `; there is ${typeName(parent)}`;
  const name = parent.kind === 'object' ? similarName(segment.key, parent.fields.keys()) : undefined;
  return name === undefined ? '' : `; perhaps it is ${name}`;
}

function emptied(node: SchemaNode): SchemaNode {
  return node.kind === 'object' ? { ...node, fields: new Map() } : node;
}

function hasOwnField(node: SchemaNode, keys: readonly string[]): boolean {
  const type = typeAt(node, keys);
  return type !== undefined && type.kind !== 'any';
}

function inText(a: Site, b: Site): number {
  const [left, right] = [a, b].map((site) => site.map((part) => String(part).padStart(6, '0')).join(' '));
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
