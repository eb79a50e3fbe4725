import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { knownKinds } from '../inventory/served-versions.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { serves } from '../kubernetes/capabilities.ts';
import type { PlannedMember } from '../planner/capability-sets.ts';
import { plan, type Plan } from '../planner/plan.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import { withInputCrds, type InputCrds } from './input-crds.ts';
import { worst, type Verdict } from './verdict.ts';

/** What the members get of one template. */
export interface PlannedTemplate {
  readonly template: JsonObject;
  /** The CustomResourceDefinition of the input that defines the kind, which is taken as installed where it can be. */
  readonly definedBy: string | undefined;
  /** The worst of the plans'. */
  readonly verdict: Verdict;
  readonly plans: readonly VerdictPlan[];
}

type VerdictPlan = Omit<Plan, 'verdict'> & { readonly verdict: Verdict };

/** What templates are planned with. */
export interface PlanMeans {
  readonly members: readonly PlannedMember[];
  readonly rules: RuleSet;
  readonly crds: InputCrds;
}

/**
 * Plans a template. It is a manifest as its author wrote it, so what is left out is pinned. A kind that nobody knows is `unknown` for
 * every member, with KIND_UNKNOWN.
 */
export function plannedTemplate(template: JsonObject, means: PlanMeans): PlannedTemplate {
  const { rules, crds } = means;
  const members = withInputCrds(template, means.members, crds);
  const found = plan(template, members, rules, { pin: true, schemas: PACKAGED_SCHEMAS });
  const definedBy = crds.definitionOf(template)?.name;
  const cause = definedBy === undefined ? unknownKind(template, members, rules) : undefined;
  const plans = cause ? found.map((each) => ({ ...each, verdict: 'unknown' as const, problem: cause })) : found;
  return { template, definedBy, verdict: worst(plans.map(({ verdict }) => verdict)), plans };
}

function unknownKind(template: JsonObject, members: readonly PlannedMember[], rules: RuleSet): Problem | undefined {
  const [apiVersion, kind] = [stringAt(template, 'apiVersion') ?? '', stringAt(template, 'kind') ?? ''];
  const known =
    rules.familyOf(apiVersion, kind) !== undefined ||
    knownKinds(apiVersion).includes(kind) ||
    members.some(({ capabilities }) => serves(capabilities, apiVersion, kind));
  return known ? undefined : problem('KIND_UNKNOWN', { apiVersion, kind });
}
