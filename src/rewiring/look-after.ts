import type { ClusterFacts } from '../adoption/cluster-facts.ts';
import { renewing } from '../adoption/patches.ts';
import { within } from '../kube/deadline.ts';
import { discover } from '../kube/discovery.ts';
import { patchCluster, type Means } from './means.ts';
import { memberCredentials, trustGateway } from './member-secret.ts';

/** What was found out about an adopted member. */
export interface LookedAfter {
  /** What the member lacks by its own account, asked at its own address. */
  readonly lacking: readonly string[];
  /** The Cluster as it is now. */
  readonly facts: ClusterFacts;
}

const DISCOVERY_MS = 30_000;

/**
 * Keeps an adopted member's CAs right, when its Secret was written anew or the gateway's CA was renewed, and asks the member itself what it
 * lacks. Throws ProblemError when the Secret, the Cluster or the member cannot be reached.
 */
export async function lookAfter(means: Means, facts: ClusterFacts): Promise<LookedAfter> {
  const { karmada, gateway, clock, stopping } = means;
  const { token, caBundle } = await memberCredentials(karmada, facts);
  if (gateway) await trustGateway(karmada, facts, gateway.ca);
  const isKnown = caBundle === (facts.memberCa ?? '');
  const current = isKnown ? facts : await patchCluster(means, facts, renewing(facts, caBundle));
  const ca = Buffer.from(caBundle, 'base64').toString('utf8');
  const client = means.connect({ url: facts.memberEndpoint ?? '', token, ca: ca === '' ? undefined : ca });
  try {
    const deadline = { clock, milliseconds: DISCOVERY_MS, stopping, path: '/apis' };
    const { capabilities, unanswered } = await within(deadline, (signal) => discover(client, signal));
    // What could not be asked is not known to be there.
    return { facts: current, lacking: unanswered.length > 0 ? facts.adoptedFor : means.lackingOf(capabilities) };
  } finally {
    client.close();
  }
}
