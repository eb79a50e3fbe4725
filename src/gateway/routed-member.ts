import type { Member, MemberEndpoint } from '../inventory/inventory.ts';

/** A member that the gateway can reach. */
export type RoutedMember = Member & { readonly endpoint: MemberEndpoint };

export function isRouted(member: Member): member is RoutedMember {
  return member.endpoint !== undefined;
}
