import type { Inventory, MemberEndpoint } from '../../src/inventory/inventory.ts';
import { inventoryOf } from './fleet.ts';

/** An inventory of members that the gateway reaches. */
export function membersAt(endpoints: Readonly<Record<string, MemberEndpoint>>): Inventory {
  const empty = inventoryOf([]);
  const members = Object.entries(endpoints).map(([name, endpoint]) => {
    return { name, endpoint, capabilities: empty.controlPlane() };
  });
  return { ...empty, members: () => members, member: (name) => members.find((member) => member.name === name) };
}
