import { z } from 'zod';
import { listOf, optional } from './absent.ts';
import type { FleetMember } from './fleet-member.ts';
import { labelSelector, matchesLabels, requirement, type Requirement } from './label-selector.ts';

/** A `ClusterAffinity`: which members a policy or an override is for. Every part that is given must match. */
export const clusterAffinity = z.object({
  labelSelector: optional(labelSelector),
  fieldSelector: optional(z.object({ matchExpressions: listOf(requirement) })),
  /** Empty means every name. */
  clusterNames: listOf(z.string()),
  exclude: listOf(z.string()),
});

export type ClusterAffinity = z.output<typeof clusterAffinity>;

/** True when the affinity takes this member (Karmada v1.18 pkg/util/selector.go, ClusterMatches). */
export function clusterMatches(member: FleetMember, affinity: ClusterAffinity): boolean {
  const { exclude, labelSelector, fieldSelector, clusterNames } = affinity;
  if (exclude.includes(member.name)) return false;
  if (clusterNames.length > 0 && !clusterNames.includes(member.name)) return false;
  if (labelSelector && !matchesLabels(labelSelector, member.labels)) return false;
  return !fieldSelector || matchesFields(member, fieldSelector.matchExpressions);
}

function matchesFields(member: FleetMember, requirements: readonly Requirement[]): boolean {
  const { provider, region, zones } = member;
  // A Cluster without a provider has no such field, so NotIn matches it.
  const fields = { ...(provider !== '' && { provider }), ...(region !== '' && { region }) };
  return requirements.every((each) =>
    each.key === 'zone' ? matchesZones(each, zones) : matchesLabels([each], fields),
  );
}

/** A Cluster can be in several zones: In asks for one of them, NotIn for none. */
function matchesZones({ operator, values }: Requirement, zones: readonly string[]): boolean {
  switch (operator) {
    case 'In':
      return zones.some((zone) => values.includes(zone));
    case 'NotIn':
      return !zones.some((zone) => values.includes(zone));
    case 'Exists':
      return zones.length > 0;
    default:
      return operator === 'DoesNotExist' && zones.length === 0;
  }
}
