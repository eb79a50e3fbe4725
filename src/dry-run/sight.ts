import { problem } from '../errors.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { policyTitle, type KarmadaPolicyName } from '../karmada/policy-name.ts';
import type { NewPolicies } from '../karmada/with-policies.ts';
import { capabilitySets } from '../planner/capability-sets.ts';
import type { PlanFinding } from './judged-plans.ts';
import { untold } from '../planner/plan.ts';
import type { OverriddenPlan, TemplatePlan } from '../planner/plan-template.ts';

/** What a caller may read on the control plane. */
export interface Sight {
  /** Names of members. */
  readonly members: boolean;
  /** Whether it may read a policy of Karmada, and so what that makes of a template. */
  readonly reads: (policy: KarmadaPolicyName) => boolean;
}

export const FULL_SIGHT: Sight = { members: true, reads: () => true };

/** The titles of policies that a caller has sent, and so knows. */
export function titlesOf({ propagation, overrides }: NewPolicies): ReadonlySet<string> {
  const titles = (prefix: string, policies: NewPolicies['propagation'] | NewPolicies['overrides']) =>
    policies.map(({ metadata }) =>
      policyTitle({ kind: `${metadata.namespace === '' ? 'Cluster' : ''}${prefix}`, ...metadata }),
    );
  return new Set([...titles('PropagationPolicy', propagation), ...titles('OverridePolicy', overrides)]);
}

/**
 * Plans as a caller may see them. Where override policies that it may not read change the template for members, nothing is told but that:
 * any more, such as which fields are lost, would tell what is in them.
 */
export function policiesHidden(planned: TemplatePlan, sight: Sight, own: ReadonlySet<string>): TemplatePlan {
  const isSeen = (policy: KarmadaPolicyName): boolean => own.has(policyTitle(policy)) || sight.reads(policy);
  const policy = planned.policy && isSeen(planned.policy) ? planned.policy : undefined;
  const isHidden = ({ overriddenBy }: OverriddenPlan): boolean => !overriddenBy.every(isSeen);
  const hidden = planned.plans.filter(isHidden);
  if (hidden.length === 0) return { ...planned, policy };
  return { ...planned, policy, plans: [...planned.plans.filter((each) => !isHidden(each)), joined(hidden)] };
}

/** One plan for all of them: which members share a plan would tell of the policies too. */
function joined(plans: readonly OverriddenPlan[]): OverriddenPlan {
  const [version, ...others] = new Set(plans.map(({ kubernetesVersion }) => kubernetesVersion));
  return {
    members: plans.flatMap(({ members }) => members).sort(),
    kubernetesVersion: others.length === 0 ? version : undefined,
    ...untold(problem('DRY_RUN_OVERRIDES_HIDDEN')),
    overriddenBy: [],
  };
}

interface OfMembers {
  readonly members: readonly string[];
  readonly assumed: readonly string[];
  readonly findings: readonly PlanFinding[];
}

/**
 * Names sets of members that serve the same, `set-1` and so on, in place of the members, for callers who may not see names. The order is
 * that of what they serve, and tells nothing about the names. `set-0` is what a binding names and no Cluster is there of.
 */
export function numberedSets(fleet: FleetSnapshot): <T extends OfMembers>(plans: readonly T[]) => readonly T[] {
  const sets = [...capabilitySets(fleet.members())].sort((a, b) => (fingerprintOf(a) < fingerprintOf(b) ? -1 : 1));
  const numbers = new Map(sets.flatMap(({ members }, index) => members.map((name) => [name, index + 1] as const)));
  const numbersOf = (members: readonly string[]): readonly number[] =>
    [...new Set(members.map((name) => numbers.get(name) ?? 0))].sort((a, b) => a - b);
  const named = (members: readonly string[]): readonly string[] =>
    numbersOf(members).map((number) => `set-${String(number)}`);
  return (plans) =>
    plans
      .map((plan) => ({ plan, first: numbersOf(plan.members)[0] ?? 0 }))
      .sort((a, b) => a.first - b.first)
      .map(({ plan }) => {
        const findings = plan.findings.map((finding) => ({ ...finding, members: named(finding.members) }));
        return { ...plan, members: named(plan.members), assumed: named(plan.assumed), findings };
      });
}

function fingerprintOf({ capabilities, schemas }: ReturnType<typeof capabilitySets>[number]): string {
  return `${capabilities.fingerprint}\n${schemas?.identity ?? ''}`;
}
