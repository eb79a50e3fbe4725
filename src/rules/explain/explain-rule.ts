import { formatFieldPath, formatPath, type Path } from '../../engine/path.ts';
import type { Direction } from '../../engine/scope.ts';
import type { StepSpec } from '../../engine/step.ts';
import { findStep } from '../find-step.ts';
import type { ConversionRule } from '../model.ts';

/** What a rule does, as lines of text. `readme` is the file that describes its TypeScript lenses, where there is one. */
export function explainRule(rule: ConversionRule, readme: string | undefined): readonly string[] {
  const { kind, hub, spokes, omitEmpty = [] } = rule.spec;
  return [
    `${kind}  (rule ${rule.metadata.name})`,
    '',
    `  Versions: ${hub} (the hub, which all others go through), ${spokes.flatMap((spoke) => spoke.apiVersions).join(', ')}`,
    ...omitEmpty.map((path) => `  In ${hub}, an empty list \`${formatFieldPath(path)}\` is left out.`),
    ...explainReferences(rule),
    ...explainNormalize(rule),
    ...spokes.flatMap((_, index) => ['', ...explainSpoke(rule, index, readme)]),
  ];
}

function explainReferences({ spec }: ConversionRule): readonly string[] {
  const { hub, references = [], spokes } = spec;
  const own = spokes.flatMap(({ apiVersions, references: paths }) =>
    paths ? [`    in ${apiVersions.join(', ')}: ${listed(paths)}`] : [],
  );
  if (references.length === 0 && own.length === 0) return [];
  return [
    '',
    '  On admission, a version that the control plane does not serve is rewritten in these references:',
    `    in ${hub}${own.length < spokes.length ? ' and versions not named here' : ''}: ${listed(references)}`,
    ...own,
  ];
}

function listed(paths: readonly Path[]): string {
  return paths.length === 0 ? 'none' : paths.map((path) => `\`${formatPath(path)}\``).join(', ');
}

function explainNormalize({ spec }: ConversionRule): readonly string[] {
  if (!spec.normalize) return [];
  const steps = new StepWords(spec.lenses ?? {}, 'up').of(spec.normalize, '    ');
  return ['', `  On admission, in a template of ${spec.hub}, where nothing is lost by it:`, ...steps];
}

function explainSpoke({ spec }: ConversionRule, index: number, readme: string | undefined): readonly string[] {
  const { apiVersions = [], lens, code } = spec.spokes[index] ?? {};
  const spoke = apiVersions.join(', ');
  if (code !== undefined) {
    const where = readme === undefined ? '' : `; ${readme} says what it does`;
    return [`  ${spoke} <-> ${spec.hub}`, `    by the TypeScript lens ${code}${where}`];
  }
  if (!lens) return [`  ${spoke} <-> ${spec.hub}`, '    the same shape: only apiVersion changes'];
  const words = (direction: Direction) => new StepWords(spec.lenses ?? {}, direction).of(lens, '    ');
  return [
    `  ${spoke} -> ${spec.hub}`,
    ...orNothing(words('up')),
    '',
    `  ${spec.hub} -> ${spoke}`,
    ...orNothing(words('down')),
  ];
}

function orNothing(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['    nothing but apiVersion changes'] : lines;
}

/** Steps in words, in the order in which they run in one direction. */
class StepWords {
  readonly #lenses: Readonly<Record<string, readonly StepSpec[]>>;
  readonly #direction: Direction;

  constructor(lenses: Readonly<Record<string, readonly StepSpec[]>>, direction: Direction) {
    this.#lenses = lenses;
    this.#direction = direction;
  }

  of(steps: readonly StepSpec[], indent: string): readonly string[] {
    const inOrder = this.#direction === 'up' ? steps : [...steps].reverse();
    return inOrder.flatMap((step) => this.#step(step, indent));
  }

  /** A step that holds others is worth a line only where one of them does something. */
  #step(spec: StepSpec, indent: string): readonly string[] {
    const found = findStep(spec);
    const text = found?.describe(this.#direction);
    if (!found || text === undefined) return [];
    const inner = found.lens ?? (found.use === undefined ? undefined : this.#lenses[found.use]);
    if (!inner) return [`${indent}- ${text}`];
    const lines = this.of(inner, `${indent}  `);
    return lines.length === 0 ? [] : [`${indent}- ${text}:`, ...lines];
  }
}

/** The values that a rule says are lost, by version, as the reader of a rule wants them at a glance. */
export function lossesOf({ spec }: ConversionRule): readonly string[] {
  const lenses = [...spec.spokes.map(({ lens = [] }) => lens), ...Object.values(spec.lenses ?? {})];
  return lenses.flatMap((lens) => dropsIn(lens));
}

function dropsIn(lens: readonly StepSpec[]): readonly string[] {
  return lens.flatMap((spec) => {
    const found = findStep(spec);
    if (!found) return [];
    if (found.lens) return dropsIn(found.lens);
    if (found.name !== 'drop') return [];
    const text = found.describe('up') ?? found.describe('down');
    return text === undefined ? [] : [text];
  });
}
