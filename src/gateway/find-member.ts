import { problem, type Problem } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { RoutedMember } from './member-client.ts';
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
  if (!member?.endpoint) return { ok: false, problem: problem('MEMBER_UNKNOWN', { member: target.member }) };
  return { ok: true, member: { ...member, endpoint: member.endpoint }, target };
}
