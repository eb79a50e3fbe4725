import type { ClusterFacts, Failure } from '../adoption/cluster-facts.ts';
import { UNKNOWN_PROCESS } from '../adoption/names.ts';
import { clearing, restoring } from '../adoption/patches.ts';
import { informersFollowed, stageOf, type Restart } from '../adoption/stage.ts';
import { patchCluster, type Means } from './means.ts';
import { distrustGateway } from './member-secret.ts';

export interface Releasing {
  readonly restart: Restart;
  /** The process that Karmada's informers are in, if that is known. */
  readonly process: string | undefined;
  /** Why, when that is a failure: it is recorded. */
  readonly failure?: Failure;
}

/**
 * Gives a member back its address, then its Secret what it held, then the Cluster its annotations. In this order Karmada trusts the member
 * at whatever address it has. The last step waits for a restart when informers may go to the gateway: it must know the member until then.
 * Each step can be taken again.
 */
export async function releaseMember(means: Means, facts: ClusterFacts, releasing: Releasing): Promise<ClusterFacts> {
  const { restart, failure } = releasing;
  const followed = informersFollowed(stageOf(facts), restart);
  const process = followed ? (releasing.process ?? UNKNOWN_PROCESS) : undefined;
  const now = means.clock.now();
  const restored = await patchCluster(means, facts, restoring(facts, { now, process, failure }));
  await distrustGateway(means.karmada, restored);
  return followed ? restored : patchCluster(means, restored, clearing(restored));
}

/** The last step, once no informer goes to the gateway any more. */
export async function finishRelease(means: Means, facts: ClusterFacts): Promise<ClusterFacts> {
  await distrustGateway(means.karmada, facts);
  return patchCluster(means, facts, clearing(facts));
}
