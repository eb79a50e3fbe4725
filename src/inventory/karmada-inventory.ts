import { isDeepStrictEqual } from 'node:util';
import { problem, type Problem } from '../errors.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { pause, SYSTEM_CLOCK, type Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { discover, type Discovered } from '../kube/discovery.ts';
import { kubeProblem, type KubeClient } from '../kube/kube-client.ts';
import { startReflector } from '../kube/reflector.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import type { OwnSchemas } from '../schema/node.ts';
import type { Inventory } from './inventory.ts';
import { followKindChanges } from './kind-changes.ts';
import { MemberTable } from './member-table.ts';
import { followPolicies } from './policy-caches.ts';

export interface KarmadaInventoryOptions {
  /** Reads from the Karmada API server. */
  readonly client: KubeClient;
  /** Told of everything that goes wrong; the inventory goes on with what it knew. */
  readonly onProblem: (problem: Problem) => void;
  readonly clock?: Clock;
}

/** An inventory that follows the Cluster objects of a Karmada control plane. */
export interface KarmadaInventory extends Inventory {
  /**
   * What the gateway saw in the member's own discovery: the kinds of rule families that it serves by itself. For members behind the
   * gateway this counts for more than what Karmada saw through it; for others it is ignored.
   */
  observe(memberName: string, capabilities: Capabilities): void;
  /** What a member's own OpenAPI document says, as the gateway read it: it holds until the member serves something else. */
  observeSchemas(memberName: string, schemas: OwnSchemas): void;
  /** The resource of each kind that the control plane serves, such as `ingresses`; empty before the first discovery. */
  controlPlaneResources(): ReadonlyMap<string, string>;
  /** Settles when {@link Inventory.ready} is true for the first time. */
  readonly synced: Promise<void>;
  /** Settles when {@link Inventory.planning} is ready for the first time. */
  readonly planned: Promise<void>;
  stop(): Promise<void>;
}

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const REFRESH_MS = 60_000;
/** The first discovery is tried again sooner: nothing is ready before it. */
const RETRY_MS = 2_000;
const DISCOVERY_TIMEOUT_MS = 30_000;
const NOTHING = capabilitiesOf(undefined, []);

/** Starts to follow the Clusters and what the control plane serves: when its kinds change, and every minute. */
export function startKarmadaInventory(options: KarmadaInventoryOptions): KarmadaInventory {
  const { client, onProblem, clock = SYSTEM_CLOCK } = options;
  const table = new MemberTable(onProblem);
  const stopping = new AbortController();
  const reflector = startReflector({ client, path: CLUSTERS, sink: table, clock, onProblem });
  let controlPlane: Capabilities | undefined;
  let resources: ReadonlyMap<string, string> = new Map();
  let isReady = false;

  const discoverOnce = async (): Promise<void> => {
    const deadline = { clock, milliseconds: DISCOVERY_TIMEOUT_MS, stopping: stopping.signal, path: '/apis' };
    try {
      const found = await within(deadline, (signal) => discover(client, signal));
      const next = controlPlane ? withKnown(found, controlPlane) : found.capabilities;
      // The same object while it is the same: whoever has decided something by it need not do so again.
      if (!controlPlane || !servesAlike(next, controlPlane)) controlPlane = next;
      resources = found.unanswered.length === 0 ? found.resources : new Map([...resources, ...found.resources]);
    } catch (error) {
      if (!stopping.signal.aborted) onProblem(kubeProblem('/apis', error));
    }
  };
  // One after the other, so that an older answer never replaces a newer one.
  let last = Promise.resolve();
  const refresh = (): Promise<void> => (last = last.then(() => (stopping.signal.aborted ? undefined : discoverOnce())));
  const follow = async (onFirst: () => void): Promise<void> => {
    while (!stopping.signal.aborted) {
      await refresh();
      if (controlPlane) onFirst();
      await pause(clock, controlPlane ? REFRESH_MS : RETRY_MS, stopping.signal);
    }
  };

  let settle = (): void => undefined;
  const discovered = new Promise<void>((resolve) => (settle = resolve));
  const loop = follow(() => settle());
  const kinds = followKindChanges({ client, clock, onProblem, onChange: () => void refresh() });
  const sharedName = (name: string): string => table.member(name)?.name ?? name;
  const policies = followPolicies({ client, clock, onProblem, sharedName });
  const fleet: FleetSnapshot = {
    ...policies,
    members: () => table.fleet().list,
    member: (name) => table.fleet().byName.get(name),
    controlPlane: () => controlPlane ?? NOTHING,
  };
  const synced = Promise.all([reflector.synced, discovered]).then(() => {
    isReady = true;
  });
  return {
    ready: () => isReady,
    planning: () => {
      const cause = isReady ? policies.problem() : problem('INVENTORY_NOT_READY');
      return cause ? { ready: false, problem: cause } : { ready: true, fleet };
    },
    members: () => table.members(),
    member: (name) => table.member(name),
    controlPlane: () => controlPlane ?? NOTHING,
    controlPlaneResources: () => resources,
    observe: (name, capabilities) => table.observe(name, capabilities),
    observeSchemas: (name, schemas) => table.observeSchemas(name, schemas),
    synced,
    planned: Promise.all([synced, policies.synced]).then(() => undefined),
    stop: async () => {
      stopping.abort();
      await Promise.all([reflector.stop(), kinds.stop(), policies.stop(), loop]);
      await last;
    },
  };
}

function servesAlike(one: Capabilities, other: Capabilities): boolean {
  return one.fingerprint === other.fingerprint && isDeepStrictEqual(one.preferred, other.preferred);
}

/**
 * Kinds of an aggregated API server that is down are not gone. One that is down for good must not hide what else the
 * control plane serves after an upgrade, nor keep what it does not serve any more: only what could not be asked is kept.
 */
function withKnown({ capabilities, unanswered }: Discovered, known: Capabilities): Capabilities {
  if (unanswered.length === 0) return capabilities;
  const versions = new Set(unanswered);
  const kept = (kinds: ReadonlySet<string> = new Set()): readonly string[] =>
    [...kinds].filter((gvk) => versions.has(gvk.slice(0, gvk.lastIndexOf('/'))));
  const { kubernetesVersion, served, preferred = [] } = capabilities;
  return {
    ...capabilitiesOf(kubernetesVersion ?? known.kubernetesVersion, [...kept(known.served), ...served]),
    preferred: new Set([...kept(known.preferred), ...preferred]),
  };
}
