import { objectAt, type JsonObject } from '../json/json.ts';
import { binding } from '../karmada/binding.ts';
import type { FleetMember } from '../karmada/fleet-member.ts';
import { candidatesOf, placement } from '../karmada/placement.ts';
import { gvkOf } from '../kubernetes/group-version.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** A template as a `WorkloadRebalancer` names it. */
export interface LeftOut {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for a kind that is cluster-scoped. */
  readonly namespace?: string;
  readonly name: string;
}

/**
 * The template of a binding, when it had to leave a member out that lacked its version, and its placement allows the member. Karmada
 * schedules it anew only when it is asked to.
 */
export function leftOut(object: JsonObject, facts: ClusterFacts, member: FleetMember): LeftOut | undefined {
  const read = binding.safeParse(object);
  if (!read.success) return undefined;
  const { resource, clusters } = read.data;
  const { apiVersion, kind, namespace, name } = resource;
  if (clusters.includes(facts.name) || !facts.adoptedFor.includes(gvkOf(apiVersion, kind))) return undefined;
  const allowed = placement.safeParse(objectAt(objectAt(object, 'spec'), 'placement') ?? {});
  if (!allowed.success || candidatesOf([member], allowed.data).members.length === 0) return undefined;
  return { apiVersion, kind, ...(namespace !== '' && { namespace }), name };
}

/** How long Karmada keeps what it has done. */
const KEPT_SECONDS = 3600;

/** One for each adoption: whoever makes it twice finds that it is there. */
export function rebalancer(facts: ClusterFacts, workloads: readonly LeftOut[]): JsonObject {
  const name = `karmorph-${facts.name}-${String(Math.floor((facts.switchedAt ?? 0) / 1000))}`;
  return {
    apiVersion: 'apps.karmada.io/v1alpha1',
    kind: 'WorkloadRebalancer',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'karmorph' } },
    spec: { workloads: workloads.map((each) => ({ ...each })), ttlSecondsAfterFinished: KEPT_SECONDS },
  };
}
