import type { ClusterFacts } from './cluster-facts.ts';
import { UNKNOWN_PROCESS } from './names.ts';

/**
 * How far the adoption of a member has come, by what its Cluster says alone:
 * `direct`, Karmada goes to the member itself; `prepared`, the original values are recorded and nothing else is changed; `switched`,
 * Karmada goes through the gateway, and nobody has seen yet that it works; `adopted`, it works; `released`, Karmada goes to the member
 * itself again, and the gateway still knows it; `by-hand`, somebody else has put it behind the gateway; `moved`, somebody else has given an
 * adopted member another address.
 */
export type Stage = 'direct' | 'prepared' | 'switched' | 'adopted' | 'released' | 'by-hand' | 'moved';

export function stageOf(facts: ClusterFacts): Stage {
  if (facts.releasedAt !== undefined) return 'released';
  if (facts.originalEndpoint === undefined) return facts.memberEndpoint === undefined ? 'direct' : 'by-hand';
  if (facts.endpoint === facts.originalEndpoint) return 'prepared';
  if (facts.endpoint !== facts.gatewayEndpoint) return 'moved';
  return facts.adoptedAt === undefined ? 'switched' : 'adopted';
}

/**
 * Whether Karmada's informers go to the address that the Cluster has: a new process of karmada-controller-manager makes new ones.
 * `none`, nothing is pending; `pending`, the old process still runs; `done`, another one does; `unknown`, nobody can tell.
 */
export type Restart = 'none' | 'pending' | 'done' | 'unknown';

/** `process` is who holds the Lease of karmada-controller-manager now; undefined when that cannot be read. */
export function restartOf({ restartPending }: ClusterFacts, process: string | undefined): Restart {
  if (restartPending === undefined) return 'none';
  if (process === undefined || restartPending === UNKNOWN_PROCESS) return 'unknown';
  return process === restartPending ? 'pending' : 'done';
}

/** Whether informers may go to the gateway's address now, so that the gateway must know the member until a restart. */
export function informersFollowed(stage: Stage, restart: Restart): boolean {
  if (stage === 'direct' || stage === 'prepared') return false;
  if (stage === 'switched') return restart === 'none' || restart === 'done';
  return restart !== 'pending';
}
