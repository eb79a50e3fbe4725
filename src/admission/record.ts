import type { RuleSet } from '../engine/rule-set.ts';
import { objectAt, stringAt } from '../json/json.ts';
import type { Plan } from '../planner/plan.ts';
import { worst, type Verdict } from '../planner/verdict.ts';
import type { Review } from './review.ts';
import type { Decision } from './validate.ts';

/** What a review was about: whose names and values the log and events tell. */
export interface Reviewed {
  readonly operation: string;
  readonly dryRun: boolean;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** That of the object; empty where the API server has not given it one yet. */
  readonly uid: string;
}

/** What was decided of a template. */
export interface DecisionRecord {
  readonly reviewed: Reviewed;
  /** That of the worst plan; undefined when nothing could be planned. */
  readonly verdict: Verdict | undefined;
  readonly outcome: 'allowed' | 'warned' | 'denied';
  /** The plans that were made, with what metrics may tell of them: names that rules have, and no others. */
  readonly plans: readonly PlanLabels[];
  /** What the user is told, worst first. */
  readonly texts: readonly string[];
}

/** Bounded: kinds and versions that no rule names are empty. */
interface PlanLabels {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
}

/** What a review is about. */
export function reviewedOf({ operation, dryRun, namespace, object }: Review): Reviewed {
  const metadata = objectAt(object, 'metadata');
  return {
    operation,
    dryRun,
    apiVersion: stringAt(object, 'apiVersion') ?? '',
    kind: stringAt(object, 'kind') ?? '',
    namespace: stringAt(metadata, 'namespace') ?? namespace,
    name: stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName') ?? '',
    uid: stringAt(metadata, 'uid') ?? '',
  };
}

/** The record of a decision; undefined for what is never planned, such as a deletion. */
export function recordOf(review: Review, decision: Decision, rules: RuleSet): DecisionRecord | undefined {
  const { plans, warnings, denial } = decision;
  if (!plans && warnings.length === 0 && !denial) return undefined;
  const reviewed = reviewedOf(review);
  return {
    reviewed,
    verdict: plans && worst(plans.map(({ verdict }) => verdict)),
    outcome: denial ? 'denied' : warnings.length > 0 ? 'warned' : 'allowed',
    plans: (plans ?? []).map((plan) => labelsOf(plan, reviewed, rules)),
    texts: denial ? [denial.problem.message] : warnings,
  };
}

function labelsOf({ verdict, target }: Plan, { apiVersion, kind }: Reviewed, rules: RuleSet): PlanLabels {
  const family = rules.familyOf(apiVersion, kind);
  if (!family) return { kind: '', from: '', to: '', verdict };
  return { kind: family.kind, from: apiVersion, to: target ?? '', verdict };
}
