import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { knownKinds } from '../inventory/served-versions.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import { withPolicies } from '../karmada/with-policies.ts';
import { serves } from '../kubernetes/capabilities.ts';
import { planTemplate, type OverriddenPlan, type TemplatePlan } from '../planner/plan-template.ts';
import type { JudgeContext } from '../policies/judge.ts';
import type { Outcome } from '../policies/model.ts';
import { NO_POLICIES, withConversionPolicies, type PolicySet } from '../policies/policy-set.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import type { InputPolicies } from './input.ts';
import { judgedPlans, strictest, type ToldPlan } from './judged-plans.ts';
import { fleetWithCrds, inputCrds } from './input-crds.ts';
import { asWritten, inNamespace, namespaceOf } from './namespaced.ts';
import { storedPolicies } from './stored-policies.ts';
import { unreached } from './unreached.ts';
import { FULL_SIGHT, numberedSets, policiesHidden, titlesOf, type Sight } from './sight.ts';
import { worst, type TemplateVerdict } from '../planner/verdict.ts';

/** What the members get of one template. */
export interface PlannedTemplate extends Pick<TemplatePlan, 'basis' | 'policy'> {
  readonly template: JsonObject;
  /** The namespace that it is planned in; empty for a cluster-scoped kind. */
  readonly namespace: string;
  /** The CustomResourceDefinition of the input that defines the kind, which is taken as installed where it can be. */
  readonly definedBy: string | undefined;
  /** The worst of the plans', or `unreached`. */
  readonly verdict: TemplateVerdict;
  /** Why it reaches no member at all; undefined when it reaches one. */
  readonly problem: Problem | undefined;
  /** The strictest of the plans'. */
  readonly outcome: Outcome;
  readonly plans: readonly ToldPlan[];
}

/** What templates are planned with. */
export interface PlanMeans {
  readonly fleet: FleetSnapshot;
  readonly rules: RuleSet;
  /** The members to plan for; all that a template reaches when undefined. */
  readonly only?: ReadonlySet<string> | undefined;
  /** The policies of the input: they count as if they were applied. */
  readonly policies?: InputPolicies;
  /** Where templates are that need a namespace and name none. */
  readonly namespace: string;
  /** The conversion policies in force; none when they are left out. */
  readonly conversion?: PolicySet;
  /** The labels of a member; undefined when they are not known, as of all members when it is left out. */
  readonly labelsOf?: JudgeContext['labelsOf'];
  /** What the caller may see; everything when it is left out. */
  readonly sight?: Sight;
}

const NOTHING: InputPolicies = { propagation: [], overrides: [], conversion: [], written: [] };

/**
 * Makes the function that plans the templates of one input, of which these are all. A template is a manifest as its author wrote it, so
 * what is left out is pinned. A kind that nobody knows is `unknown` for every member, with KIND_UNKNOWN.
 */
export function templatePlanner(
  templates: Iterable<JsonObject>,
  means: PlanMeans,
): (template: JsonObject) => PlannedTemplate {
  const { rules, only, policies = NOTHING, sight = FULL_SIGHT, labelsOf = () => undefined } = means;
  const crds = inputCrds(templates);
  const controlPlane = means.fleet.controlPlane();
  const placed = withPolicies(means.fleet, storedPolicies(policies, { rules, controlPlane }));
  const own = titlesOf(policies);
  const conversion = withConversionPolicies(means.conversion ?? NO_POLICIES, policies.conversion);
  const renamed = sight.members ? undefined : numberedSets(means.fleet);
  return (template) => {
    const namespace = namespaceOf(template, means.namespace, crds);
    const fleet = fleetWithCrds(template, placed, crds);
    const options = { pin: true, schemas: PACKAGED_SCHEMAS, only };
    const applied = inNamespace(template, namespace);
    const found = planTemplate(applied, fleet, rules, options);
    const shown = policiesHidden(found, sight, own);
    const { basis, policy, plans } = shown;
    const definedBy = crds.definitionOf(template)?.name;
    const cause = definedBy === undefined ? unknownKind(template, fleet, rules) : undefined;
    const told = plans.map((each): OverriddenPlan => {
      const object = each.object && asWritten(each.object, template);
      return { ...each, object, ...(cause && { verdict: 'unknown', problem: cause }) };
    });
    const judged = judgedPlans(applied, told, { policies: conversion, rules, labelsOf }).map((each): ToldPlan => {
      const assumed = each.members.filter((name) => means.fleet.member(name)?.assumed === true);
      return { ...each, assumed };
    });
    return {
      ...{ template, namespace, definedBy, basis, policy },
      verdict: found.unreached ? 'unreached' : worst(judged.map(({ verdict }) => verdict)),
      problem: unreached(template, shown),
      outcome: strictest(judged.map(({ outcome }) => outcome)),
      plans: renamed ? renamed(judged) : judged,
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
