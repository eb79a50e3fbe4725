import { capabilitiesOf } from '../kubernetes/capabilities.ts';
import type { FleetMember } from './fleet-member.ts';
import type { FleetSnapshot } from './fleet-snapshot.ts';

/**
 * A fleet in which nothing is known of members that are not ready: what they served when Karmada reached them last may not be
 * what they serve now. For who reads a fleet once, and has not seen more of it.
 */
export function readyMembers(fleet: FleetSnapshot): FleetSnapshot {
  const members = fleet.members().map((member) => (member.ready ? member : unknown(member)));
  const byName = new Map(members.map((member) => [member.name, member]));
  return { ...fleet, members: () => members, member: (name) => byName.get(name) };
}

function unknown(member: FleetMember): FleetMember {
  return {
    ...member,
    capabilities: capabilitiesOf(member.capabilities.kubernetesVersion, []),
    assumed: false,
    schemas: undefined,
  };
}
