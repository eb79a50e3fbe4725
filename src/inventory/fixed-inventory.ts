import { plainMember } from '../karmada/fleet-member.ts';
import { fleetSnapshotOf } from '../karmada/fleet-snapshot.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { FleetMember } from './fleet-schema.ts';
import type { Inventory, Member } from './inventory.ts';
import type { MemberTraits } from './member-traits.ts';

/** A member of a fleet file, and by what policies tell it apart. */
export interface FixedMember {
  readonly member: Member;
  readonly traits: Partial<MemberTraits>;
}

/** What a fleet file says of a member as a Cluster would; what it leaves out is left out. */
export function writtenTraits({ labels, provider, region, zones, taints }: FleetMember): Partial<MemberTraits> {
  return {
    ...(labels && { labels }),
    ...(provider !== undefined && { provider }),
    ...(region !== undefined && { region }),
    ...(zones && { zones }),
    ...(taints && { taints }),
  };
}

/** An inventory that never changes, without a Karmada. */
export function fixedInventory(fixed: readonly FixedMember[], controlPlane: Capabilities): Inventory {
  const members = fixed.map(({ member }) => member);
  const byName = new Map(members.map((member) => [member.name, member]));
  const snapshot = fleetSnapshotOf({
    members: fixed.map(({ member: { name, capabilities, schemas }, traits }) => ({
      ...plainMember(name, capabilities),
      ...traits,
      schemas,
    })),
    controlPlane,
  });
  const fleet = { ...snapshot, withoutKarmada: true };
  return {
    ready: () => true,
    planning: () => ({ ready: true, fleet }),
    members: () => members,
    member: (name) => byName.get(name),
    controlPlane: () => controlPlane,
  };
}
