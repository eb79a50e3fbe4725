import type { FieldPath } from '../../engine/field.ts';
import { formatPath, type Path } from '../../engine/path.ts';
import type { Direction } from '../../engine/scope.ts';
import type { StepSpec } from '../../engine/step.ts';
import type { Json } from '../../json/json.ts';
import type { ScalarNode, SchemaNode } from '../../schema/node.ts';
import { findStep } from '../find-step.ts';
import type { ConversionRule } from '../model.ts';
import type { Report, Site } from './finding.ts';
import { ANY, typeAt, typeBelow, withChange, withField, withoutField } from './schema-edit.ts';
import { placedAround, type Placed } from './placed.ts';
import { suggestionIn, type Suggestion } from './suggestion.ts';
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
  /** The version at the other end: a field that only it has is looked for on the wrong side, or too early. */
  readonly to?: { readonly apiVersion: string; readonly types: SchemaNode };
  /** True for steps from a version to itself, where a field that is written may be there already. */
  readonly isOneVersion?: boolean;
}

/** The table of a step that renames values, and those that it writes: whether they exist, the way back shows. */
export interface Mapped {
  readonly site: Site;
  readonly written: readonly Json[];
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
  readonly #to: RunOptions['to'];
  readonly #isOneVersion: boolean;
  /** The step that took each field out. */
  readonly #taken = new Map<string, Site>();
  /** Fields that steps take out of some objects only. */
  readonly sometimesTaken = new Set<string>();
  /** Fields that were written while the version's own was still there, which a later step may take. */
  readonly #early = new Map<string, Site>();
  /** What the step that runs took out last, as the version that the types are from names it. */
  #origin: string | undefined;
  /** Types whose values a step made. */
  readonly #mapped = new Map<SchemaNode, Mapped>();
  #isGuarded = false;
  #root: SchemaNode;
  #base: Path = [];
  #step: Site = [];

  constructor(root: SchemaNode, { rule, direction, from, report, effects, to, isOneVersion = false }: RunOptions) {
    this.#to = to;
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
    const path = this.name(keys);
    this.#origin = this.originOf(path);
    if (this.#isGuarded) {
      this.sometimesTaken.add(path);
      return type;
    }
    this.#reportOrder(path);
    this.#taken.set(path, this.#step);
    this.placed.delete(path);
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
    else if (!this.#isOneVersion && hasOwnField(this.node, keys)) this.#early.set(path, site);
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
    this.placed.set(path, { path, site, origin: this.#origin });
    this.#change(() => changed);
  }

  /** Gives a field that stays where it is the values that a table makes of those it had. */
  remap(keys: FieldPath, type: ScalarNode, mapped: Mapped): void {
    this.#mapped.set(type, mapped);
    this.retype(keys, type);
  }

  /** Gives a field that stays where it is another type. */
  retype(keys: FieldPath, type: SchemaNode): void {
    this.#change((node) => withField(node, keys, type) ?? node);
  }

  /** The table that made the values of a type. */
  mappedBy(type: SchemaNode): Mapped | undefined {
    return this.#mapped.get(type);
  }

  /** Reports what only the end shows: fields that were written where the version has its own. */
  finish(): void {
    const other = `a field that ${this.#from} has there itself`;
    for (const [path, site] of this.#early) this.report('LINT_STEPS_OVERLAP', site, { path, other });
    this.#early.clear();
  }

  /** How the version that the types are from names what is at a path now; undefined for what a step made of nothing. */
  originOf(path: string): string | undefined {
    const placed = placedAround(this.placed, path);
    if (!placed) return path;
    return placed.origin === undefined ? undefined : placed.origin + path.slice(placed.path.length);
  }

  /** True inside steps that are for some objects only. */
  get isGuarded(): boolean {
    return this.#isGuarded;
  }

  /** Runs a lens on what a path leads to. Reports a path that leads nowhere, and one that leads to something else than objects. */
  within(path: Path, site: Site, run: () => void): void {
    const type = typeBelow(this.node, path);
    if (!type) {
      this.#reportMissingBelow(path, site);
      return;
    }
    if (type.kind === 'any') return;
    if (type.kind !== 'object') this.#reportNoObject([...this.#base, ...path], type, site);
    if (type.kind === 'scalar') return;
    const base = this.#base;
    // Read as it was meant, a path to a list has no other mistakes.
    this.#base = [...base, ...path, ...contentsOf(type)];
    if (this.node.kind === 'object') run();
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
  pathOf(keys: readonly string[]): Path {
    return [...this.#base, ...keysOf(keys)];
  }

  /** {@link pathOf}, as text. */
  name(keys: readonly string[]): string {
    return formatPath(this.pathOf(keys));
  }

  /** Says where the rule's text has a field that was written as a part of another one. */
  place(field: Path, site: Site): void {
    const path = formatPath(field);
    this.placed.set(path, { path, site, origin: undefined });
  }

  get version(): string {
    return this.#from;
  }

  #run(spec: StepSpec, site: Site): void {
    const found = findStep(spec);
    if (!found) return;
    this.#step = site;
    this.#origin = undefined;
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

  #reportNoObject(path: Path, type: SchemaNode, site: Site): void {
    const inside = contentsOf(type);
    const elements = inside.length === 0 ? '' : `, such as each of its elements, ${formatPath([...path, ...inside])}`;
    const parameters = { version: this.#from, actual: typeName(type), expected: `an object${elements}` };
    this.report('LINT_TYPE_MISMATCH', site, { path: formatPath(path), ...parameters });
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
    this.report('LINT_PATH_UNKNOWN', site, { path, version: this.#from, ...this.#suggestion(keys) });
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
        ...suggestionIn(type, [...this.#base, ...plain]),
      });
    }
  }

  /** A step wrote a field, and this one takes what was there before: it runs too late. */
  #reportOrder(path: string): void {
    const site = this.#early.get(path);
    if (!site) return;
    this.#early.delete(path);
    const where = this.direction === 'up' ? 'below' : 'above';
    this.report('LINT_STEPS_ORDER', site, { path, version: this.#from, where });
  }

  /** The later one of two steps in the text has the mistake. */
  #reportOverlap(path: string, other: Site): void {
    const [, later] = [other.slice(0, this.#step.length), this.#step].sort(inText);
    this.report('LINT_STEPS_OVERLAP', later ?? this.#step, { path, other: 'another step of the lens' });
  }

  #suggestion(keys: readonly string[]): Suggestion {
    const length = keys.findIndex((_, index) => !typeAt(this.node, keys.slice(0, index + 1)));
    const parent = typeAt(this.node, keys.slice(0, length)) ?? ANY;
    const [path, to] = [this.pathOf(keys), this.#to];
    const other = to && typeBelow(to.types, path);
    if (to && other && other.kind !== 'any') return { hint: `; ${to.apiVersion} has it`, meant: formatPath(path) };
    return suggestionIn(parent, this.pathOf(keys.slice(0, length + 1)));
  }
}

/** What leads from a list or a map to what is in it. */
function contentsOf({ kind }: SchemaNode): Path {
  if (kind === 'list') return [{ kind: 'items' }];
  return kind === 'map' ? [{ kind: 'values' }] : [];
}

function keysOf(keys: readonly string[]): Path {
  return keys.map((key) => ({ kind: 'key', key }));
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
