import type { JsonObject } from '../json/json.ts';
import { judge, type Finding, type JudgeContext } from '../policies/judge.ts';
import { OUTCOMES, type Outcome } from '../policies/model.ts';
import type { OverriddenPlan } from '../planner/plan-template.ts';

/** What conversion policies say of something that some members do not get. */
export interface PlanFinding {
  readonly outcome: Outcome;
  /** The members that it is about, sorted. */
  readonly members: readonly string[];
  /** The fields that they lose; empty where they get nothing. */
  readonly paths: readonly string[];
  /** The titles of the policies that say so, sorted; none for a warning that is given because nobody said anything. */
  readonly policies: readonly string[];
}

/** A plan, and what conversion policies say of it. */
export interface JudgedPlan extends OverriddenPlan {
  /** The strictest of the findings'; `Allow` where there are none. */
  readonly outcome: Outcome;
  readonly findings: readonly PlanFinding[];
}

/** A judged plan, and those of its members of which it is assumed what they serve. */
export interface ToldPlan extends JudgedPlan {
  readonly assumed: readonly string[];
}

/** What policies say of each plan for a template; strictest findings first. */
export function judgedPlans(
  template: JsonObject,
  plans: readonly OverriddenPlan[],
  context: JudgeContext,
): readonly JudgedPlan[] {
  const { denials, warnings, allowed } = judge(template, plans, context);
  const findings = new Map(plans.map((plan) => [plan as Finding['plan'], [] as PlanFinding[]]));
  const add = (outcome: Outcome, found: readonly Finding[]): void => {
    for (const { plan, members, losses, policies } of found) {
      findings.get(plan)?.push({ outcome, members, paths: losses.map(({ path }) => path), policies });
    }
  };
  add('Deny', denials);
  add('Warn', warnings);
  add('Allow', allowed);
  return plans.map((plan) => {
    const own = findings.get(plan) ?? [];
    return { ...plan, outcome: own[0]?.outcome ?? 'Allow', findings: own };
  });
}

/** The strictest of some outcomes; `Allow` of none. */
export function strictest(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES[Math.max(0, ...outcomes.map((outcome) => OUTCOMES.indexOf(outcome)))] ?? 'Deny';
}
