import type { RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError, type Problem } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { staysOnControlPlane } from '../karmada/control-plane-groups.ts';
import type { Plan } from '../planner/plan.ts';
import { planTemplate } from '../planner/plan-template.ts';
import { denialOf, type Denial } from '../policies/denial.ts';
import { groupFindings } from '../policies/group-findings.ts';
import { judge, subjectOf } from '../policies/judge.ts';
import { plannable } from '../policies/plannable.ts';
import { isStrict } from '../policies/policy.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import { isBeingDeleted } from './is-being-deleted.ts';
import type { Review } from './review.ts';
import { notPlannedWarning, warningsFor } from './warnings.ts';

/** What a review is judged by; read anew for each one. */
export interface ValidateContext {
  readonly inventory: Inventory;
  readonly rules: RuleSet;
  /** The policies in force; undefined while policies that may be in force have not been read. */
  readonly policies: PolicySet | undefined;
}

/** What is said of a template: it is refused where there is a denial. */
export interface Decision {
  readonly warnings: readonly string[];
  readonly denial: Denial | undefined;
  /** Undefined where nothing was planned. */
  readonly plans: readonly Plan[] | undefined;
}

const SILENT: Decision = { warnings: [], denial: undefined, plans: undefined };

/**
 * Plans the object against the members that it will reach; warns of what they will not get as it is written, and refuses what
 * policies deny. While it is not known which members these are, it says so instead of guessing: it refuses where a strict policy
 * selects the template.
 *
 * Throws ProblemError with `POLICIES_NOT_READ`: only `failurePolicy` can decide then.
 */
export function validate(review: Review, { inventory, rules, policies }: ValidateContext): Decision {
  const template = templateOf(review);
  if (!template) return SILENT;
  if (!policies) throw new ProblemError(problem('POLICIES_NOT_READ'));
  const planning = inventory.planning();
  if (!planning.ready) return undecided(template, policies, { rules, cause: planning.problem });
  const planned = planTemplate(template, planning.fleet, rules, { schemas: PACKAGED_SCHEMAS });
  const count = planned.plans.reduce((sum, { members }) => sum + members.length, 0);
  const labelsOf = (member: string) => inventory.member(member)?.labels;
  const { denials, warnings } = judge(template, planned.plans, { policies, rules, labelsOf });
  return {
    warnings: warningsFor(template, groupFindings(warnings, count), planned),
    denial: denials.length === 0 ? undefined : denialOf(template, groupFindings(denials, count)),
    plans: planned.plans,
  };
}

interface Undecided {
  readonly rules: RuleSet;
  /** Why nothing can be planned. */
  readonly cause: Problem;
}

function undecided(template: JsonObject, policies: PolicySet, { rules, cause: reason }: Undecided): Decision {
  const subject = subjectOf(template, rules);
  const strict = policies.forNamespace(subject.namespace).find((each) => isStrict(each) && each.selects(subject));
  if (!strict) return { ...SILENT, warnings: [notPlannedWarning(reason)] };
  const { kind, name } = subject;
  const cause = problem('POLICY_UNDECIDED', { policy: strict.title, kind, name, reason: reason.message });
  const message = `${cause.message}. ${cause.hint}`;
  return { ...SILENT, denial: { problem: cause, causes: [{ field: 'metadata.name', message }] } };
}

/** Whether anything is planned for a review; nothing is for a deletion, a subresource, or what stays on the control plane. */
export function isPlanned(review: Review): boolean {
  return templateOf(review) !== undefined;
}

/** What members would get of the object; undefined when the request has none, or only lets go of one that is being deleted. */
function templateOf(review: Review): JsonObject | undefined {
  const { operation, subResource, namespace, object } = review;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
  const apiVersion = stringAt(object, 'apiVersion');
  if (!object || subResource !== '' || apiVersion === undefined || stringAt(object, 'kind') === undefined) {
    return undefined;
  }
  if (staysOnControlPlane(object)) return undefined;
  return isBeingDeleted(review) ? undefined : plannable(object, namespace);
}
