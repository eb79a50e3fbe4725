import type { Lens } from '../engine/rule-set.ts';
import type { Loss, Scope } from '../engine/scope.ts';
import type { Step } from '../engine/step.ts';

/** Puts itself around the steps and TypeScript lenses of a rule when it is compiled; `path` is where the rule's text has them. */
export interface StepWatcher {
  step(step: Step, path: readonly PropertyKey[]): Step;
  lens(lens: Lens, path: readonly PropertyKey[]): Lens;
}

/** Tells which step has lost a value. Steps that hold others come after those, and are told of nothing twice. */
export function lossWatcher(tell: (loss: Loss, path: readonly PropertyKey[]) => void): StepWatcher {
  const told = new WeakSet<Loss>();
  const watched = <T>(scope: Scope, path: readonly PropertyKey[], run: () => T): T => {
    const before = scope.losses.length;
    const result = run();
    for (const loss of scope.losses.slice(before)) {
      if (told.has(loss)) continue;
      told.add(loss);
      tell(loss, path);
    }
    return result;
  };
  return {
    step: (step, path) => (node, direction, scope) => watched(scope, path, () => step(node, direction, scope)),
    lens: (lens, path) => (object, direction, scope) => watched(scope, path, () => lens(object, direction, scope)),
  };
}
