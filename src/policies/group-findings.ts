import type { Loss } from '../engine/scope.ts';
import type { Problem } from '../errors.ts';
import type { Plan } from '../planner/plan.ts';
import type { Finding } from './judge.ts';
import { membersText } from './members-text.ts';

/** One thing that some members do not get, whatever else tells those members apart. */
export interface FindingGroup {
  /** For messages: which members, and how many of them there are. */
  readonly who: string;
  readonly members: number;
  /** The apiVersion that they store; undefined where they get nothing. */
  readonly target: string | undefined;
  /** What is lost; undefined where they get nothing. */
  readonly loss: Loss | undefined;
  /** Why they get nothing. */
  readonly problem: Problem | undefined;
  /** The titles of the policies that say so, sorted. */
  readonly policies: readonly string[];
}

interface Collected {
  readonly finding: Finding;
  readonly loss: Loss | undefined;
  readonly names: Set<string>;
  readonly versions: Set<Plan['kubernetesVersion']>;
}

/**
 * Puts together what members of several sets of capabilities have in common: the same target and loss, said by the same policies.
 * Most serious first: who gets nothing, then losses, each in the order of how many members they concern. `total` is the
 * number of members that were planned for.
 */
export function groupFindings(findings: readonly Finding[], total: number): readonly FindingGroup[] {
  const groups = new Map<string, Collected>();
  for (const finding of findings) {
    const { plan, losses, policies } = finding;
    for (const loss of losses.length === 0 ? [undefined] : losses) {
      const key = JSON.stringify([plan.target, loss?.path ?? plan.problem?.message, ...policies]);
      const group = groups.get(key) ?? { finding, loss, names: new Set(), versions: new Set() };
      for (const member of finding.members) group.names.add(member);
      group.versions.add(plan.kubernetesVersion);
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort(bySeverity).map(({ finding, loss, names, versions }) => ({
    who: membersText({ members: [...names].sort(), versions: [...versions], total }),
    members: names.size,
    target: finding.plan.target,
    loss,
    problem: finding.plan.problem,
    policies: finding.policies,
  }));
}

function bySeverity(a: Collected, b: Collected): number {
  return Number(a.loss !== undefined) - Number(b.loss !== undefined) || b.names.size - a.names.size;
}
