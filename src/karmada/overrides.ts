import { problem, type Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { clusterMatches, type ClusterAffinity } from './cluster-affinity.ts';
import type { FleetMember } from './fleet-member.ts';
import type { FleetSnapshot } from './fleet-snapshot.ts';
import { applyOverriders } from './overriders.ts';
import type { OverridePolicy, Overriders } from './override-policy.ts';
import { overridePolicyName, policyTitle, type OverridePolicyName } from './policy-name.ts';
import { IMPLICIT_PRIORITY, selectorPriority } from './resource-selector.ts';
import { identityOf, type TemplateIdentity } from './template-identity.ts';

/** Members that are sent the same object. */
export interface OverriddenGroup {
  readonly members: readonly FleetMember[];
  /** The template with all that the policies change for these members; as far as that went where there is a problem. */
  readonly object: JsonObject;
  /** OVERRIDE_FAILED: Karmada cannot apply a policy, so these members get nothing. */
  readonly problem: Problem | undefined;
  /** The policies that are applied, in their order. */
  readonly policies: readonly OverridePolicyName[];
}

/**
 * What Karmada makes of a template for each member before it is sent (Karmada v1.18 pkg/util/overridemanager): first the
 * ClusterOverridePolicies, then those of the template's namespace, which see what the first have made.
 */
export function applyOverrides(
  template: JsonObject,
  members: readonly FleetMember[],
  fleet: FleetSnapshot,
): readonly OverriddenGroup[] {
  const { namespace } = identityOf(template);
  const groups = overridden({ members, object: template, problem: undefined, policies: [] }, fleet.overrides(''));
  if (namespace === '') return groups;
  return groups.flatMap((group) => (group.problem ? [group] : overridden(group, fleet.overrides(namespace))));
}

interface Rule {
  readonly policy: OverridePolicy['metadata'];
  readonly targetCluster: ClusterAffinity | undefined;
  readonly overriders: Overriders;
}

function overridden(group: OverriddenGroup, policies: readonly OverridePolicy[]): readonly OverriddenGroup[] {
  if (policies.length === 0) return [group];
  const rules = rulesFor(identityOf(group.object), policies);
  if (rules.length === 0) return [group];
  const groups = new Map<string, { readonly rules: readonly Rule[]; readonly members: FleetMember[] }>();
  for (const member of group.members) {
    let key = '';
    for (const rule of rules) key += appliesTo(rule, member) ? '1' : '0';
    const found = groups.get(key) ?? { rules: rules.filter((rule) => appliesTo(rule, member)), members: [] };
    if (found.members.push(member) === 1) groups.set(key, found);
  }
  return [...groups.values()].map((each) => ({
    ...applyRules(group.object, each.rules),
    members: each.members,
    policies: [...group.policies, ...namesOf(each.rules)],
  }));
}

function namesOf(rules: readonly Rule[]): readonly OverridePolicyName[] {
  return [...new Set(rules.map(({ policy }) => policy))].map(overridePolicyName);
}

function appliesTo({ targetCluster }: Rule, member: FleetMember): boolean {
  return !targetCluster || clusterMatches(member, targetCluster);
}

/** The least close selector first, so that the closest has the last word; then by name. */
function rulesFor(template: TemplateIdentity, policies: readonly OverridePolicy[]): readonly Rule[] {
  return policies
    .map((policy) => ({ policy, closeness: closenessOf(template, policy) }))
    .filter(({ closeness }) => closeness > IMPLICIT_PRIORITY.none)
    .sort((a, b) => a.closeness - b.closeness || (a.policy.metadata.name < b.policy.metadata.name ? -1 : 1))
    .flatMap(({ policy }) => policy.rules.map((rule) => ({ ...rule, policy: policy.metadata })));
}

function closenessOf(template: TemplateIdentity, { resourceSelectors }: OverridePolicy): number {
  return resourceSelectors.length === 0 ? IMPLICIT_PRIORITY.all : selectorPriority(template, resourceSelectors);
}

function applyRules(template: JsonObject, rules: readonly Rule[]): Pick<OverriddenGroup, 'object' | 'problem'> {
  let object = template;
  for (const { policy, overriders } of rules) {
    const result = applyOverriders(object, overriders);
    if (!result.ok) {
      const named = policyTitle(overridePolicyName(policy));
      return { object, problem: problem('OVERRIDE_FAILED', { policy: named, reason: result.reason }) };
    }
    object = result.object;
  }
  return { object, problem: undefined };
}
