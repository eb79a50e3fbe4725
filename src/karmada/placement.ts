import { z } from 'zod';
import { listOf, optional, text } from './absent.ts';
import { clusterAffinity, clusterMatches } from './cluster-affinity.ts';
import type { FleetMember } from './fleet-member.ts';
import { toleration, toleratesTaints } from './toleration.ts';

/** `spec.placement` of a propagation policy, as far as it decides which members can be reached. */
export const placement = z.object({
  clusterAffinity: optional(clusterAffinity),
  clusterAffinities: listOf(clusterAffinity.extend({ affinityName: z.string() })),
  clusterTolerations: listOf(toleration),
  spreadConstraints: listOf(z.object({ spreadByField: text })),
});

export type Placement = z.output<typeof placement>;

/** The members that Karmada's scheduler chooses from. */
export interface Candidates {
  /** The group of `clusterAffinities` that they are from: the first one with members in it. */
  readonly affinity: string | undefined;
  readonly members: readonly FleetMember[];
}

/**
 * The members that a placement allows, in the order in which they are given. Spread constraints and the division of replicas
 * choose among these when the template is scheduled, so each of them may be reached. Whether a member serves the
 * template's version is not asked here: that is what a plan is about.
 */
export function candidatesOf(members: readonly FleetMember[], placement: Placement): Candidates {
  const known = found.get(members)?.get(placement);
  if (known) return known;
  const candidates = allowedBy(members, placement);
  const byPlacement = found.get(members) ?? new WeakMap<Placement, Candidates>();
  found.set(members, byPlacement.set(placement, candidates));
  return candidates;
}

/** By list of members and placement: both stay the same until somebody changes them, and the answer serves every template until then. */
const found = new WeakMap<readonly FleetMember[], WeakMap<Placement, Candidates>>();

function allowedBy(members: readonly FleetMember[], placement: Placement): Candidates {
  const open = members.filter((member) => isOpen(member, placement));
  const { clusterAffinity, clusterAffinities } = placement;
  if (clusterAffinity) {
    return { affinity: undefined, members: open.filter((member) => clusterMatches(member, clusterAffinity)) };
  }
  for (const group of clusterAffinities) {
    const inGroup = open.filter((member) => clusterMatches(member, group));
    if (inGroup.length > 0) return { affinity: group.affinityName, members: inGroup };
  }
  return { affinity: undefined, members: clusterAffinities.length > 0 ? [] : open };
}

/** What the scheduler asks of a member whatever the affinity (plugins tainttoleration and spreadconstraint). */
function isOpen(member: FleetMember, { clusterTolerations, spreadConstraints }: Placement): boolean {
  if (member.deleting || !toleratesTaints(member.taints, clusterTolerations)) return false;
  return spreadConstraints.every(({ spreadByField }) => hasField(member, spreadByField));
}

function hasField({ provider, region, zones }: FleetMember, field: string): boolean {
  if (field === 'provider') return provider !== '';
  if (field === 'region') return region !== '';
  return field !== 'zone' || zones.length > 0;
}
