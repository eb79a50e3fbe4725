import { problem, type Problem } from '../errors.ts';
import type { Inventory, Member } from '../inventory/inventory.ts';
import { capabilitySets, type PlannedMember } from '../planner/capability-sets.ts';

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

/**
 * A stand-in for each set of members that serve the same, `set-1` and so on, for callers who may not see names. The order is that of
 * what they serve, and tells nothing about the names.
 */
export function numberedSets(members: readonly PlannedMember[]): readonly PlannedMember[] {
  return capabilitySets(members)
    .map(({ capabilities }) => capabilities)
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    .map((capabilities, index) => ({ name: `set-${String(index + 1)}`, capabilities }));
}
