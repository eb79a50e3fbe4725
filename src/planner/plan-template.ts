import type { RuleSet } from '../engine/rule-set.ts';
import type { JsonObject } from '../json/json.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { applyOverrides } from '../karmada/overrides.ts';
import type { OverridePolicyName } from '../karmada/policy-name.ts';
import { reachOf, type Reach } from '../karmada/reach.ts';
import { identityOf } from '../karmada/template-identity.ts';
import { byFirstMember, impossiblePlans, plan, type Plan, type PlanOptions } from './plan.ts';
import { asPropagated } from './propagated.ts';

/** A plan, and which policies have changed the template before. */
export interface OverriddenPlan extends Plan {
  readonly overriddenBy: readonly OverridePolicyName[];
}

/** What the members that a template reaches get of it, and how it is known which these are. */
export interface TemplatePlan extends Pick<Reach, 'basis' | 'policy'> {
  readonly plans: readonly OverriddenPlan[];
  /** True when it reaches no member at all, whichever members the plans are about. */
  readonly unreached: boolean;
}

/** Besides what a plan is asked for: the members that it is about, of those that the template reaches; all when left out. */
export interface TemplatePlanOptions extends PlanOptions {
  readonly only?: ReadonlySet<string> | undefined;
}

/**
 * Plans a template against the members that it will reach. It is planned in the version in which Karmada propagates
 * it, so that is the first hop, and after the policies that override it: there is a plan for each set of capabilities and of
 * overrides that apply. Of members of which nothing is known the verdict is `unknown`.
 */
export function planTemplate(
  template: JsonObject,
  fleet: FleetSnapshot,
  rules: RuleSet,
  options: TemplatePlanOptions = {},
): TemplatePlan {
  const { only, ...means } = options;
  const propagated = fleet.withoutKarmada ? template : asPropagated(template, fleet.controlPlane(), rules, means);
  const { basis, policy, members } = reachOf(identityOf(propagated), fleet);
  const wanted = only ? members.filter(({ name }) => only.has(name)) : members;
  const plans = applyOverrides(propagated, wanted, fleet).flatMap((group) => {
    const { problem, object } = group;
    const found = problem ? impossiblePlans(group.members, problem) : plan(object, group.members, rules, means);
    return found.map((each) => ({ ...each, overriddenBy: group.policies }));
  });
  return { basis, policy, plans: plans.sort(byFirstMember), unreached: members.length === 0 };
}
