import type { FleetSnapshot } from './fleet-snapshot.ts';
import type { Labels } from './label-selector.ts';
import { matchPolicy } from './match-policy.ts';
import type { PropagationPolicy } from './propagation-policy.ts';
import type { TemplateIdentity } from './template-identity.ts';

/** What Karmada writes on a template when a policy claims it (policy/v1alpha1 well_known_constants.go). */
const CLAIM = {
  namespace: 'propagationpolicy.karmada.io/namespace',
  name: 'propagationpolicy.karmada.io/name',
  id: 'propagationpolicy.karmada.io/permanent-id',
  clusterName: 'clusterpropagationpolicy.karmada.io/name',
  clusterId: 'clusterpropagationpolicy.karmada.io/permanent-id',
} as const;

/**
 * The policy by which Karmada propagates a template: the one that has claimed it, as long as it exists; otherwise the best
 * match in the template's namespace, and after these the best of the cluster-scoped ones (Karmada v1.18
 * pkg/detector/policy.go). Preemption is left out: its feature gate is off by default.
 */
export function policyFor(template: TemplateIdentity, fleet: FleetSnapshot): PropagationPolicy | undefined {
  const claimed = claimedPolicy(template, fleet);
  if (claimed) return claimed;
  const { namespace } = template;
  const namespaced = namespace === '' ? undefined : matchPolicy(template, fleet.policies(namespace));
  return namespaced ?? matchPolicy(template, fleet.policies(''));
}

function claimedPolicy({ annotations, labels }: TemplateIdentity, fleet: FleetSnapshot): PropagationPolicy | undefined {
  const textOf = (map: Labels, key: string): string => map[key] ?? '';
  const [namespace, name] = [textOf(annotations, CLAIM.namespace), textOf(annotations, CLAIM.name)];
  const clusterName = textOf(annotations, CLAIM.clusterName);
  // Names without the id, as somebody may write them by hand, claim nothing.
  if (namespace !== '' && name !== '' && textOf(labels, CLAIM.id) !== '') return existing(fleet, namespace, name);
  return clusterName !== '' && textOf(labels, CLAIM.clusterId) !== '' ? existing(fleet, '', clusterName) : undefined;
}

function existing(fleet: FleetSnapshot, namespace: string, name: string): PropagationPolicy | undefined {
  return fleet.policies(namespace).find(({ metadata }) => metadata.name === name && metadata.deletionTimestamp === '');
}
