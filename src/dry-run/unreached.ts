import { problem, type Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { policyTitle } from '../karmada/policy-name.ts';
import { nameOf } from '../manifest/objects.ts';
import type { TemplatePlan } from '../planner/plan-template.ts';

/** Why a template reaches no member, as far as a caller may know; undefined when it reaches one. */
export function unreached(template: JsonObject, plan: TemplatePlan): Problem | undefined {
  if (!plan.unreached) return undefined;
  return problem('PLAN_UNREACHED', { template: nameOf(template), reason: reasonOf(plan) });
}

function reasonOf({ basis, policy }: TemplatePlan): string {
  switch (basis) {
    case 'policy':
    case 'binding':
      return `the placement of ${policy ? policyTitle(policy) : 'its policy'} allows none`;
    case 'none':
      return 'Karmada never propagates it';
    case 'all':
      return 'there are no members';
  }
}
