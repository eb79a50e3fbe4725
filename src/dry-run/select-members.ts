import { problem, type Problem } from '../errors.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';

export type SelectedMembers =
  | { readonly ok: true; readonly only: ReadonlySet<string> | undefined }
  | { readonly ok: false; readonly problem: Problem };

/** The members named; undefined stands for all of them. Fails with `DRY_RUN_MEMBER` for a name nobody has. */
export function selectMembers(fleet: FleetSnapshot, names: readonly string[] | undefined): SelectedMembers {
  const unknown = names?.find((name) => !fleet.member(name));
  if (unknown !== undefined) return { ok: false, problem: problem('DRY_RUN_MEMBER', { name: unknown }) };
  return { ok: true, only: names && new Set(names) };
}
