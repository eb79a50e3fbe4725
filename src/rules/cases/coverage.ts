import type { Direction } from '../../engine/scope.ts';
import type { StepSpec } from '../../engine/step.ts';
import { findStep } from '../find-step.ts';
import type { ConversionRule } from '../model.ts';

/** A step, or a TypeScript lens, in a direction in which it does something. */
export interface CoveragePoint {
  /** Where the rule's text has it. */
  readonly path: readonly PropertyKey[];
  /** The name of the step, or `code`. */
  readonly step: string;
  readonly direction: Direction;
}

/** Which points of a rule the cases have exercised. */
export class StepCoverage {
  readonly #seen = new Set<string>();

  /** To be called when a step has changed an object, lost a value, or refused one. */
  readonly observe = (path: readonly PropertyKey[], direction: Direction): void => {
    this.#seen.add(keyOf({ path, direction }));
  };

  /** The points that no case has exercised. */
  missing(points: readonly CoveragePoint[]): readonly CoveragePoint[] {
    return points.filter((point) => !this.#seen.has(keyOf(point)));
  }
}

function keyOf({ path, direction }: Pick<CoveragePoint, 'path' | 'direction'>): string {
  return `${direction} ${path.map(String).join(' ')}`;
}

/** Everything in a rule that a case can exercise. */
export function coveragePoints(rule: ConversionRule): readonly CoveragePoint[] {
  const spokes = rule.spec.spokes.flatMap(({ lens, code }, index) => {
    const path = ['spec', 'spokes', index];
    if (code !== undefined) return bothWays([...path, 'code'], 'code');
    return pointsIn(lens, [...path, 'lens']);
  });
  const { lenses = {}, normalize } = rule.spec;
  const inSpokes = namesUsed(
    rule.spec.spokes.flatMap(({ lens = [] }) => lens),
    lenses,
  );
  // Templates are normalized upwards alone.
  const named = Object.entries(lenses).flatMap(([name, steps]) => {
    const points = pointsIn(steps, ['spec', 'lenses', name]);
    return inSpokes.has(name) ? points : upwards(points);
  });
  return [...spokes, ...upwards(pointsIn(normalize, ['spec', 'normalize'])), ...named];
}

function upwards(points: readonly CoveragePoint[]): readonly CoveragePoint[] {
  return points.filter(({ direction }) => direction === 'up');
}

/** The lenses that steps run, through one another too. */
function namesUsed(
  steps: readonly StepSpec[],
  lenses: Readonly<Record<string, readonly StepSpec[]>>,
  names = new Set<string>(),
): ReadonlySet<string> {
  for (const step of steps) {
    const found = findStep(step);
    if (found?.lens) namesUsed(found.lens, lenses, names);
    if (found?.use === undefined || names.has(found.use)) continue;
    namesUsed(lenses[found.use] ?? [], lenses, names.add(found.use));
  }
  return names;
}

function bothWays(path: readonly PropertyKey[], step: string): readonly CoveragePoint[] {
  return [
    { path, step, direction: 'up' },
    { path, step, direction: 'down' },
  ];
}

function pointsIn(steps: readonly StepSpec[] = [], path: readonly PropertyKey[]): readonly CoveragePoint[] {
  return steps.flatMap((spec, index) => {
    const found = findStep(spec);
    if (!found) return [];
    const where = [...path, index];
    // A step that holds others does what they do.
    if (found.lens) return pointsIn(found.lens, [...where, 'lens']);
    return bothWays(where, found.name).filter(({ direction }) => found.describe(direction) !== undefined);
  });
}
