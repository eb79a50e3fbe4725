import { clusterFacts, type ClusterFacts } from '../adoption/cluster-facts.ts';
import { UNKNOWN_PROCESS } from '../adoption/names.ts';
import { originOf } from '../adoption/obstacle.ts';
import { preparing, switching } from '../adoption/patches.ts';
import { stageOf } from '../adoption/stage.ts';
import { problem, type Problem } from '../errors.ts';
import { patchCluster, type GatewayTarget, type Means } from './means.ts';
import { memberCredentials, trustGateway } from './member-secret.ts';
import { verifyPath } from './verify-path.ts';

export interface Adopting {
  readonly gateway: GatewayTarget;
  /** The kinds that the member lacks. */
  readonly wanted: readonly string[];
  /** The process that Karmada's informers are in, if that is known. */
  readonly process: string | undefined;
}

/** What became of it, and the Cluster as it is now. Without a problem the member is switched. */
export interface Adopted {
  readonly facts: ClusterFacts;
  readonly problem?: Problem;
}

/**
 * Records what there is, verifies the way through the gateway, lets Karmada trust the gateway, and switches, in this order: wherever it
 * stops, Karmada reaches the member, and the record says what there was. Each step can be taken again.
 */
export async function adoptMember(means: Means, facts: ClusterFacts, adopting: Adopting): Promise<Adopted> {
  const { gateway, wanted, process } = adopting;
  const { karmada, clock, stopping } = means;
  const { token, caBundle } = await memberCredentials(karmada, facts);
  const origin = originOf(facts.endpoint);
  const memberEndpoint = origin.ok ? origin.value : facts.endpoint;
  const gatewayEndpoint = `${gateway.url}/members/${facts.name}`;
  const prepared = await patchCluster(
    means,
    facts,
    preparing(facts, { memberEndpoint, caBundle, gatewayEndpoint, adoptedFor: wanted }),
  );
  const client = means.connect({ ...gateway, url: gatewayEndpoint, token });
  const reason = await verifyPath({ client, wanted, clock, stopping });
  client.close();
  // Verifying takes a while: Karmada may have written the status, and somebody else anything.
  const latest = clusterFacts((await karmada.cluster(facts.name)) ?? {}) ?? prepared;
  if (reason !== undefined) {
    return { facts: latest, problem: problem('ADOPTION_PATH', { name: facts.name, gateway: gateway.url, reason }) };
  }
  if (stageOf(latest) !== 'prepared') return { facts: latest };
  await trustGateway(karmada, latest, gateway.ca);
  return { facts: await patchCluster(means, latest, switching(latest, clock.now(), process ?? UNKNOWN_PROCESS)) };
}
