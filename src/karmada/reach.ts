import { capabilitiesOf } from '../kubernetes/capabilities.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import type { Binding } from './binding.ts';
import { plainMember, type FleetMember } from './fleet-member.ts';
import type { FleetSnapshot } from './fleet-snapshot.ts';
import { candidatesOf } from './placement.ts';
import { policyFor } from './policy-for.ts';
import { propagationPolicyName, type PropagationPolicyName } from './policy-name.ts';
import type { PropagationPolicy } from './propagation-policy.ts';
import { isSkipped } from './skipped.ts';
import type { TemplateIdentity } from './template-identity.ts';

/**
 * Which members a template reaches, and how that is known: `binding`, Karmada has scheduled it to these; `policy`, it
 * will be scheduled to some or all of these; `all`, no policy selects it yet, so each member may get it; `none`, Karmada never
 * propagates it.
 */
export interface Reach {
  readonly basis: 'binding' | 'policy' | 'all' | 'none';
  /** The policy by which it is propagated; undefined when there is none, or none is needed. */
  readonly policy: PropagationPolicyName | undefined;
  readonly members: readonly FleetMember[];
}

/** Finds the members that a template reaches. The identity has the version in which Karmada propagates it. */
export function reachOf(template: TemplateIdentity, fleet: FleetSnapshot): Reach {
  if (fleet.withoutKarmada) return { basis: 'all', policy: undefined, members: fleet.members() };
  if (isSkipped(template)) return { basis: 'none', policy: undefined, members: [] };
  const binding = bindingOf(template, fleet);
  const found = policyFor(template, fleet);
  const policy = found && propagationPolicyName(found.metadata);
  if (binding && isScheduled(binding, found, fleet)) {
    return { basis: 'binding', policy, members: binding.clusters.map((name) => fleet.member(name) ?? gone(name)) };
  }
  if (!found) return { basis: 'all', policy, members: fleet.members() };
  const { members } = candidatesOf(staying(binding, fleet), found.spec.placement);
  return { basis: 'policy', policy, members };
}

function isScheduled({ clusters }: Binding, policy: PropagationPolicy | undefined, fleet: FleetSnapshot): boolean {
  return clusters.length > 0 && !(policy && fleet.isNew?.(policy));
}

function staying(binding: Binding | undefined, fleet: FleetSnapshot): readonly FleetMember[] {
  const evicting = binding?.evicting ?? [];
  return evicting.length === 0 ? fleet.members() : fleet.members().filter(({ name }) => !evicting.includes(name));
}

function bindingOf({ apiVersion, kind, namespace, name }: TemplateIdentity, fleet: FleetSnapshot): Binding | undefined {
  const { group } = parseGroupVersion(apiVersion);
  return fleet
    .bindings(kind, namespace, name)
    .find(({ resource }) => parseGroupVersion(resource.apiVersion).group === group);
}

const NOTHING = capabilitiesOf(undefined, []);

/** A member that a binding names, and no Cluster is there of: nothing is known of it. */
function gone(name: string): FleetMember {
  return plainMember(name, NOTHING);
}
