import type { Direction, Draft, Scope } from '../../../src/engine/scope.ts';

/** autoscaling/v2 leaves `status.currentReplicas` out when it is 0 (`omitempty`); every older version writes it. */
export function convertCurrentReplicas(draft: Draft, direction: Direction, scope: Scope): void {
  const status = scope.child(draft, 'status');
  if (!status) return;
  if (direction === 'down') status.currentReplicas ??= 0;
  else if (status.currentReplicas === 0) {
    scope.remove(status, 'currentReplicas');
    draft.status = scope.settle(status);
  }
}
