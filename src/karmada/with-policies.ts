import type { FleetSnapshot } from './fleet-snapshot.ts';
import type { OverridePolicy } from './override-policy.ts';
import type { PropagationPolicy } from './propagation-policy.ts';

/** Policies that are about to be applied. */
export interface NewPolicies {
  readonly propagation: readonly PropagationPolicy[];
  readonly overrides: readonly OverridePolicy[];
}

interface Named {
  readonly metadata: { readonly namespace: string; readonly name: string };
}

/**
 * A fleet as it is once policies have been applied: each takes the place of one with the same name. A propagation policy that says the
 * same as the one before changes nothing, and by any other one nothing has been scheduled yet.
 */
export function withPolicies(fleet: FleetSnapshot, { propagation, overrides }: NewPolicies): FleetSnapshot {
  const isNew = new Set(propagation.filter((policy) => !isApplied(policy, fleet)));
  const withoutKarmada = fleet.withoutKarmada === true && propagation.length + overrides.length === 0;
  return {
    ...fleet,
    withoutKarmada,
    policies: (namespace) => replaced(fleet.policies(namespace), [...isNew], namespace),
    overrides: (namespace) => replaced(fleet.overrides(namespace), overrides, namespace),
    isNew: (policy) => isNew.has(policy),
  };
}

function isApplied(policy: PropagationPolicy, fleet: FleetSnapshot): boolean {
  const { namespace, name } = policy.metadata;
  const before = fleet.policies(namespace).find(({ metadata }) => metadata.name === name);
  return before !== undefined && storedText(before) === storedText(policy);
}

/** What a policy says once Karmada's own webhook has written its defaults (Karmada v1.18 pkg/webhook/propagationpolicy/mutating.go). */
function storedText({ metadata, spec }: PropagationPolicy): string {
  const { resourceSelectors, placement } = spec;
  const [selectors, constraints] = [
    resourceSelectors.map((each) => ({
      ...each,
      namespace: each.namespace === '' ? metadata.namespace : each.namespace,
    })),
    placement.spreadConstraints.map(({ spreadByField }) => (spreadByField === '' ? 'cluster' : spreadByField)),
  ];
  const { priority } = spec;
  return JSON.stringify([metadata, priority, selectors, { ...placement, spreadConstraints: constraints }]);
}

function replaced<T extends Named>(before: readonly T[], applied: readonly T[], namespace: string): readonly T[] {
  const here = applied.filter(({ metadata }) => metadata.namespace === namespace);
  if (here.length === 0) return before;
  const names = new Set(here.map(({ metadata }) => metadata.name));
  return [...before.filter(({ metadata }) => !names.has(metadata.name)), ...here];
}
