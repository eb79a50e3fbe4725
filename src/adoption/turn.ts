import type { ClusterFacts } from './cluster-facts.ts';
import type { Action } from './decide.ts';
import { stageOf } from './stage.ts';

/** After one was rolled back, something may be wrong with the gateway for all of them. */
const HOLD_MS = 10 * 60_000;

/**
 * Whether one more member may be switched: never two at once that nobody has confirmed, and none soon after one was rolled back. So a
 * gateway that Karmada cannot reach costs one member half a minute, whatever the size of the fleet.
 */
export function mayAdopt(all: readonly ClusterFacts[], rolledBackAt: number | undefined, now: number): boolean {
  if (rolledBackAt !== undefined && now - rolledBackAt < HOLD_MS) return false;
  return !all.some((facts) => stageOf(facts) === 'switched');
}

/** Whether a restart of what follows members should wait, since more members are about to need one. */
export function isMoving(action: Action): boolean {
  return action === 'adopt' || action === 'confirm' || action === 'release' || action === 'rollback';
}
