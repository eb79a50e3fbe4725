import type { Direction } from '../../engine/scope.ts';
import type { StepSpec } from '../../engine/step.ts';
import { findStep, type FoundStep } from '../find-step.ts';

/** What is said of a step in one direction; undefined for nothing. */
export type StepClause = (step: FoundStep, direction: Direction) => string | undefined;

export const WHAT_IT_DOES: StepClause = (step, direction) => step.describe(direction);
export const WHAT_IT_LOSES: StepClause = (step, direction) => step.losses(direction);

/** Steps in words, in the order in which they run in one direction. */
export class StepWords {
  readonly #lenses: Readonly<Record<string, readonly StepSpec[]>>;
  readonly #direction: Direction;
  readonly #clause: StepClause;

  constructor(lenses: Readonly<Record<string, readonly StepSpec[]>>, direction: Direction, clause: StepClause) {
    this.#lenses = lenses;
    this.#direction = direction;
    this.#clause = clause;
  }

  of(steps: readonly StepSpec[], indent: string): readonly string[] {
    const inOrder = this.#direction === 'up' ? steps : [...steps].reverse();
    return inOrder.flatMap((step) => this.#step(step, indent));
  }

  /** A step that holds others is worth a line, which says where, only if something is said of one of them. */
  #step(spec: StepSpec, indent: string): readonly string[] {
    const found = findStep(spec);
    if (!found) return [];
    const inner = found.lens ?? (found.use === undefined ? undefined : this.#lenses[found.use]);
    if (!inner) {
      const text = this.#clause(found, this.#direction);
      return text === undefined ? [] : [`${indent}- ${text}`];
    }
    const lines = this.of(inner, `${indent}  `);
    return lines.length === 0 ? [] : [`${indent}- ${found.describe(this.#direction) ?? found.name}:`, ...lines];
  }
}
