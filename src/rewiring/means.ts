import { clusterFacts, type ClusterFacts } from '../adoption/cluster-facts.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { JsonObject } from '../json/json.ts';
import type { Clock } from '../kube/clock.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { TokenAccess } from '../kube/token-client.ts';
import type { KarmadaApi } from './karmada-api.ts';

/** The gateway that members are put behind. */
export interface GatewayTarget {
  /** An origin, as Karmada reaches it. It must stay the same: members keep it. */
  readonly url: string;
  /** PEM certificates that it is verified against. */
  readonly ca: string;
  /** Where to find it from here, when that is somewhere else. */
  readonly connect?: TokenAccess['connect'];
}

/** Everything that is needed to adopt and release. */
export interface Means {
  readonly karmada: KarmadaApi;
  /** Makes a client for a member, or for the gateway in its place. */
  readonly connect: (access: TokenAccess) => KubeClient;
  /** Undefined where nobody is to be adopted. */
  readonly gateway: GatewayTarget | undefined;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  /** What a member that serves this is left out of. */
  readonly lackingOf: (capabilities: Capabilities) => readonly string[];
  readonly confirmMs: number;
  readonly settleMs: number;
}

/** Writes a Cluster, and gives what it is now. */
export async function patchCluster(means: Means, facts: ClusterFacts, patch: JsonObject): Promise<ClusterFacts> {
  return clusterFacts(await means.karmada.patchCluster(facts.name, patch)) ?? facts;
}
