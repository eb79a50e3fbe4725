import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { knownKinds } from '../inventory/served-versions.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { withPolicies, type NewPolicies } from '../karmada/with-policies.ts';
import { serves } from '../kubernetes/capabilities.ts';
import { planTemplate, type OverriddenPlan, type TemplatePlan } from '../planner/plan-template.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import { fleetWithCrds, inputCrds } from './input-crds.ts';
import { asWritten, inNamespace, namespaceOf } from './namespaced.ts';
import { FULL_SIGHT, numberedSets, policiesHidden, titlesOf, type Sight } from './sight.ts';
import { worst, type Verdict } from '../planner/verdict.ts';

/** What the members get of one template. */
export interface PlannedTemplate extends Pick<TemplatePlan, 'basis' | 'policy'> {
  readonly template: JsonObject;
  /** The namespace that it is planned in; empty for a cluster-scoped kind. */
  readonly namespace: string;
  /** The CustomResourceDefinition of the input that defines the kind, which is taken as installed where it can be. */
  readonly definedBy: string | undefined;
  /** The worst of the plans'. */
  readonly verdict: Verdict;
  readonly plans: readonly VerdictPlan[];
}

type VerdictPlan = Omit<OverriddenPlan, 'verdict'> & { readonly verdict: Verdict };

/** What templates are planned with. */
export interface PlanMeans {
  readonly fleet: FleetSnapshot;
  readonly rules: RuleSet;
  /** The members to plan for; all that a template reaches when undefined. */
  readonly only?: ReadonlySet<string> | undefined;
  /** The policies of the input: they count as if they were applied. */
  readonly policies?: NewPolicies;
  /** Where templates are that need a namespace and name none. */
  readonly namespace: string;
  /** What the caller may see; everything when it is left out. */
  readonly sight?: Sight;
}

const NO_POLICIES: NewPolicies = { propagation: [], overrides: [] };

/**
 * Makes the function that plans the templates of one input, of which these are all. A template is a manifest as its author wrote it, so
 * what is left out is pinned. A kind that nobody knows is `unknown` for every member, with KIND_UNKNOWN.
 */
export function templatePlanner(
  templates: Iterable<JsonObject>,
  means: PlanMeans,
): (template: JsonObject) => PlannedTemplate {
  const { rules, only, policies = NO_POLICIES, sight = FULL_SIGHT } = means;
  const crds = inputCrds(templates);
  const applied = withPolicies(means.fleet, policies);
  const own = titlesOf(policies);
  const renamed = sight.members ? undefined : numberedSets(means.fleet);
  return (template) => {
    const namespace = namespaceOf(template, means.namespace, crds);
    const fleet = fleetWithCrds(template, applied, crds);
    const options = { pin: true, schemas: PACKAGED_SCHEMAS, only };
    const found = planTemplate(inNamespace(template, namespace), fleet, rules, options);
    const { basis, policy, plans } = policiesHidden(found, sight, own);
    const definedBy = crds.definitionOf(template)?.name;
    const cause = definedBy === undefined ? unknownKind(template, fleet, rules) : undefined;
    const told = plans.map((each): VerdictPlan => {
      const object = each.object && asWritten(each.object, template);
      return { ...each, object, ...(cause && { verdict: 'unknown', problem: cause }) };
    });
    return {
      ...{ template, namespace, definedBy, basis, policy },
      verdict: worst(told.map(({ verdict }) => verdict)),
      plans: renamed ? renamed(told) : told,
    };
  };
}

function unknownKind(template: JsonObject, fleet: FleetSnapshot, rules: RuleSet): Problem | undefined {
  const [apiVersion, kind] = [stringAt(template, 'apiVersion') ?? '', stringAt(template, 'kind') ?? ''];
  const known =
    rules.familyOf(apiVersion, kind) !== undefined ||
    knownKinds(apiVersion).includes(kind) ||
    fleet.members().some(({ capabilities }) => serves(capabilities, apiVersion, kind));
  return known ? undefined : problem('KIND_UNKNOWN', { apiVersion, kind });
}
