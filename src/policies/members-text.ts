import type { Plan } from '../planner/plan.ts';

/** Members, and where they are said to be among all of them. */
export interface Named {
  /** Sorted, without doubles. */
  readonly members: readonly string[];
  /** Kubernetes minors of these members; undefined stands for one that is not known. */
  readonly versions: readonly Plan['kubernetesVersion'][];
  /** How many members there are altogether. */
  readonly total: number;
}

/** The most members that are named one by one. */
const MAX_NAMES = 2;

/** `m1 (Kubernetes 1.18)`, `m1 and m2 (Kubernetes 1.18-1.21)`, or `3 of 12 members (Kubernetes 1.18-1.21)`. */
export function membersText({ members, versions, total }: Named): string {
  const names =
    members.length <= MAX_NAMES ? members.join(' and ') : `${String(members.length)} of ${String(total)} members`;
  const releases = releasesText(versions);
  return releases === '' ? names : `${names} (Kubernetes ${releases})`;
}

function releasesText(versions: Named['versions']): string {
  const known = [...new Set(versions)].filter((version) => version !== undefined).sort(byMinor);
  if (known.length === 0 || versions.includes(undefined)) return '';
  const [first = '', last = ''] = [known.at(0), known.at(-1)];
  return first === last ? first : `${first}-${last}`;
}

/** `1.9` is before `1.18`. Made once, since that takes longer than many comparisons. */
const { compare: byMinor } = new Intl.Collator('en', { numeric: true });
