import type { RuleSet } from '../engine/rule-set.ts';
import type { JsonObject } from '../json/json.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { applyOverrides } from '../karmada/overrides.ts';
import { reachOf, type Reach } from '../karmada/reach.ts';
import { identityOf } from '../karmada/template-identity.ts';
import { byFirstMember, impossiblePlans, plan, type Plan, type PlanOptions } from './plan.ts';
import { asPropagated } from './propagated.ts';

/** What the members that a template reaches get of it, and how it is known which these are. */
export interface TemplatePlan extends Pick<Reach, 'basis' | 'policy'> {
  readonly plans: readonly Plan[];
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
  options: PlanOptions = {},
): TemplatePlan {
  const propagated = asPropagated(template, fleet.controlPlane(), rules);
  const { basis, policy, members } = reachOf(identityOf(propagated), fleet);
  const plans = applyOverrides(propagated, members, fleet).flatMap((group) =>
    group.problem ? impossiblePlans(group.members, group.problem) : plan(group.object, group.members, rules, options),
  );
  return { basis, policy, plans: plans.sort(byFirstMember) };
}
