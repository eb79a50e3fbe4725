import { ConversionFailure, type Direction, type Scope } from '../engine/scope.ts';
import type { Lens } from '../engine/rule-set.ts';
import type { Step } from '../engine/step.ts';
import { jsonEqual } from '../json/equal.ts';
import type { StepWatcher } from './step-watcher.ts';

/** Told when a step did something: where the rule's text has it, and in which direction it ran. */
export type StepObserver = (path: readonly PropertyKey[], direction: Direction) => void;

/** Watches for steps that do something. */
export function observingWatcher(observe: StepObserver): StepWatcher {
  return {
    step: (step, path) => observedStep(step, path, observe),
    lens: (lens, path) => observedLens(lens, path, observe),
  };
}

/** A step that tells when it has changed an object, lost a value, or refused one. Slow: it copies what it is given. */
function observedStep(step: Step, path: readonly PropertyKey[], observe: StepObserver): Step {
  return (node, direction, scope) => {
    const before = structuredClone(node);
    watched(
      scope,
      () => {
        step(node, direction, scope);
        return !jsonEqual(node, before);
      },
      () => observe(path, direction),
    );
  };
}

/** The same for a TypeScript lens. */
function observedLens(lens: Lens, path: readonly PropertyKey[], observe: StepObserver): Lens {
  return (object, direction, scope) => {
    const before = structuredClone(object);
    let result = object;
    watched(
      scope,
      () => !jsonEqual((result = lens(object, direction, scope)), before),
      () => observe(path, direction),
    );
    return result;
  };
}

/** Calls `tell` when `run` returns true, records a loss, or refuses the object. */
function watched(scope: Scope, run: () => boolean, tell: () => void): void {
  const losses = scope.losses.length;
  try {
    if (run() || scope.losses.length > losses) tell();
  } catch (error) {
    if (error instanceof ConversionFailure) tell();
    throw error;
  }
}
