import { problem } from '../../src/errors.ts';
import { plainMember } from '../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf, type FleetParts, type FleetSnapshot } from '../../src/karmada/fleet-snapshot.ts';
import { capabilitiesOf } from '../../src/kubernetes/capabilities.ts';
import type { Inventory, Member } from '../../src/inventory/inventory.ts';
import { servedBy } from '../../src/inventory/served-versions.ts';

/** A member of a Kubernetes minor that serves what this minor serves by default. */
export function memberOf(name: string, kubernetesVersion: string): Member {
  const served = servedBy(kubernetesVersion);
  if (!served.ok) throw new Error(served.problem.message);
  return { name, capabilities: served.capabilities, endpoint: undefined };
}

/** A member that serves these kinds and nothing else, given as `autoscaling/v1/HorizontalPodAutoscaler`. */
export function memberServing(name: string, kubernetesVersion: string | undefined, served: readonly string[]): Member {
  return { name, capabilities: capabilitiesOf(kubernetesVersion, served), endpoint: undefined };
}

/** The members as policies see them, on a Karmada of Kubernetes 1.34; `more` are its policies and bindings. */
export function fleetOf(members: readonly Member[], more: Partial<FleetParts> = {}): FleetSnapshot {
  return fleetSnapshotOf({
    members: members.map(({ name, capabilities }) => plainMember(name, capabilities)),
    controlPlane: memberOf('control-plane', '1.34').capabilities,
    ...more,
  });
}

/** An inventory that never changes; a control plane of Kubernetes 1.34. */
export function inventoryOf(members: readonly Member[], ready = true, more: Partial<FleetParts> = {}): Inventory {
  const fleet = fleetOf(members, more);
  return {
    ready: () => ready,
    planning: () => (ready ? { ready, fleet } : { ready, problem: problem('INVENTORY_NOT_READY') }),
    members: () => members,
    member: (name) => members.find((member) => member.name === name),
    controlPlane: () => fleet.controlPlane(),
  };
}
