import type { Direction } from '../scope.ts';
import type { StepDefinition, StepSpec } from '../step.ts';
import { annotation } from './annotation.ts';
import { at } from './at.ts';
import { cel } from './cel.ts';
import { drop } from './drop.ts';
import { fail } from './fail.ts';
import { keyed } from './keyed.ts';
import { map } from './map.ts';
import { move } from './move.ts';
import { nest } from './nest.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { union } from './union.ts';
import { when } from './when.ts';
import { wrap } from './wrap.ts';
import { zero } from './zero.ts';

/** A step definition whose own type of text is not of interest: its schema has checked what `compile` is given. */
export type AnyStepDefinition = Omit<StepDefinition<StepSpec>, 'compile' | 'describe' | 'losses'> & {
  describe(spec: never, direction: Direction): string | undefined;
  losses?(spec: never, direction: Direction): string | undefined;
  compile(
    spec: never,
    lenses: Parameters<StepDefinition<StepSpec>['compile']>[1],
  ): ReturnType<StepDefinition<StepSpec>['compile']>;
};

/** Every kind of step that a lens can have. */
export const STEPS: readonly AnyStepDefinition[] = [
  move,
  at,
  when,
  map,
  union,
  nest,
  wrap,
  keyed,
  scale,
  annotation,
  cel,
  set,
  zero,
  drop,
  fail,
];
