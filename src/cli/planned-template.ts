import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import type { Member } from '../inventory/inventory.ts';
import { knownKinds } from '../inventory/served-versions.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { serves } from '../kubernetes/capabilities.ts';
import { plan, type Plan } from '../planner/plan.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';

/** From good to bad. */
export const VERDICTS = ['native', 'lossless', 'lossy', 'impossible', 'unknown'] as const;
export type PlanVerdict = (typeof VERDICTS)[number];

/** The first verdict that is a failure. */
export type FailOn = 'lossy' | 'impossible' | 'never';

/** What the members get of one template of the input. */
export interface PlannedTemplate {
  /** Where it stands: `shop.yaml:12`. */
  readonly where: string;
  readonly template: JsonObject;
  /** The worst of the plans'. */
  readonly verdict: PlanVerdict;
  readonly plans: readonly (Omit<Plan, 'verdict'> & { readonly verdict: PlanVerdict })[];
}

/**
 * Plans a template of the input. It is a manifest as its author wrote it, so what is left out is pinned. A kind that nobody knows is
 * `unknown` for every member, with KIND_UNKNOWN.
 */
export function plannedTemplate(
  { where, object }: { readonly where: string; readonly object: JsonObject },
  members: readonly Member[],
  rules: RuleSet,
): PlannedTemplate {
  const found = plan(object, members, rules, { pin: true, schemas: PACKAGED_SCHEMAS });
  const cause = unknownKind(object, members, rules);
  const plans = cause ? found.map((each) => ({ ...each, verdict: 'unknown' as const, problem: cause })) : found;
  return { where, template: object, verdict: worst(plans.map(({ verdict }) => verdict)), plans };
}

/** The worst of some verdicts; `native` of none. */
export function worst(verdicts: readonly PlanVerdict[]): PlanVerdict {
  return VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))] ?? 'unknown';
}

/** True for a verdict that is `failOn` or worse, and for `unknown`. */
export function isFailure(verdict: PlanVerdict, failOn: FailOn): boolean {
  if (verdict === 'unknown') return true;
  return failOn !== 'never' && VERDICTS.indexOf(verdict) >= VERDICTS.indexOf(failOn);
}

function unknownKind(template: JsonObject, members: readonly Member[], rules: RuleSet): Problem | undefined {
  const [apiVersion, kind] = [stringAt(template, 'apiVersion') ?? '', stringAt(template, 'kind') ?? ''];
  const known =
    rules.familyOf(apiVersion, kind) !== undefined ||
    knownKinds(apiVersion).includes(kind) ||
    members.some(({ capabilities }) => serves(capabilities, apiVersion, kind));
  return known ? undefined : problem('KIND_UNKNOWN', { apiVersion, kind });
}
