import { problem, type Problem } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { isRouted, type RoutedMember } from './routed-member.ts';
import { parseTarget, type Target } from './route.ts';

/** The member that a request is for. */
export type Found =
  | { readonly ok: true; readonly member: RoutedMember; readonly target: Target }
  | { readonly ok: false; readonly problem: Problem };

/** Fails with `REQUEST_PATH`, `INVENTORY_NOT_READY`, or `MEMBER_UNKNOWN`: only members with an endpoint are reachable. */
export function findMember(inventory: Inventory, url: string): Found {
  const parsed = parseTarget(url);
  if (!parsed.ok) return parsed;
  const { target } = parsed;
  if (!inventory.ready()) return { ok: false, problem: problem('INVENTORY_NOT_READY') };
  const member = inventory.member(target.member);
  if (!member || !isRouted(member)) return { ok: false, problem: problem('MEMBER_UNKNOWN', { member: target.member }) };
  return { ok: true, member, target };
}
