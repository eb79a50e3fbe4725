import { problem, type Problem } from '../errors.ts';
import type { Inventory, Member } from '../inventory/inventory.ts';

export type SelectedMembers =
  { readonly ok: true; readonly members: readonly Member[] } | { readonly ok: false; readonly problem: Problem };

/** The members named, or all of them. Fails with `INVENTORY_NOT_READY`, or `DRY_RUN_MEMBER` for a name nobody has. */
export function selectMembers(inventory: Inventory, names: readonly string[] | undefined): SelectedMembers {
  if (!inventory.ready()) return { ok: false, problem: problem('INVENTORY_NOT_READY') };
  if (!names) return { ok: true, members: inventory.members() };
  const members: Member[] = [];
  for (const name of new Set(names)) {
    const member = inventory.member(name);
    if (!member) return { ok: false, problem: problem('DRY_RUN_MEMBER', { name }) };
    members.push(member);
  }
  return { ok: true, members };
}
