import { objectAt, objectsAt, stringAt, stringsAt, type JsonObject } from '../json/json.ts';
import type { FleetMember } from '../karmada/fleet-member.ts';
import { textsAt } from '../karmada/template-identity.ts';

/** By what policies tell members apart. */
export type MemberTraits = Omit<FleetMember, 'name' | 'capabilities'>;

/** Reads the traits of a Karmada `Cluster` (cluster.karmada.io/v1alpha1). */
export function memberTraits(cluster: JsonObject): MemberTraits {
  const metadata = objectAt(cluster, 'metadata');
  const spec = objectAt(cluster, 'spec');
  return {
    labels: textsAt(metadata, 'labels'),
    provider: stringAt(spec, 'provider') ?? '',
    region: stringAt(spec, 'region') ?? '',
    zones: zonesOf(spec),
    taints: objectsAt(spec, 'taints').map((taint) => ({
      key: stringAt(taint, 'key') ?? '',
      value: stringAt(taint, 'value') ?? '',
      effect: stringAt(taint, 'effect') ?? '',
    })),
    deleting: stringAt(metadata, 'deletionTimestamp') !== undefined,
    ready: !objectsAt(objectAt(cluster, 'status'), 'conditions').some(saysNotReady),
  };
}

function saysNotReady(condition: JsonObject): boolean {
  return stringAt(condition, 'type') === 'Ready' && stringAt(condition, 'status') !== 'True';
}

/** `spec.zone` is the field of earlier releases. */
function zonesOf(spec: JsonObject | undefined): readonly string[] {
  const zones = stringsAt(spec, 'zones');
  const zone = stringAt(spec, 'zone') ?? '';
  return zones.length === 0 && zone !== '' ? [zone] : zones;
}
