import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import type { Binding } from './binding.ts';
import type { FleetMember } from './fleet-member.ts';
import type { OverridePolicy } from './override-policy.ts';
import type { PropagationPolicy } from './propagation-policy.ts';

/**
 * Everything that decides which members a template reaches. It does not change while one template is planned, and each list stays the very
 * same until something in it changes.
 */
export interface FleetSnapshot {
  /** Every member, also those of which nothing is known. */
  members(): readonly FleetMember[];
  member(name: string): FleetMember | undefined;
  /** The PropagationPolicies of a namespace; of the empty one, the ClusterPropagationPolicies. */
  policies(namespace: string): readonly PropagationPolicy[];
  /** The OverridePolicies of a namespace; of the empty one, the ClusterOverridePolicies. */
  overrides(namespace: string): readonly OverridePolicy[];
  /** The bindings of templates of a kind with this name, in any group. */
  bindings(kind: string, namespace: string, name: string): readonly Binding[];
  /** What the control plane serves. */
  controlPlane(): Capabilities;
  /** Whether a policy is one by which nothing has been scheduled yet, so that bindings say nothing of it; none is when left out. */
  isNew?(policy: PropagationPolicy): boolean;
  /** True where nothing is known of a Karmada: templates reach every member, as they are written. */
  readonly withoutKarmada?: boolean;
}

export interface FleetParts {
  readonly members: readonly FleetMember[];
  readonly policies?: readonly PropagationPolicy[];
  readonly overrides?: readonly OverridePolicy[];
  readonly bindings?: readonly Binding[];
  /** Without it, templates are taken as they are written. */
  readonly controlPlane?: Capabilities;
}

const NOTHING = capabilitiesOf(undefined, []);
/** The same each time: what was read before is compared. */
const NONE: readonly never[] = [];

/** A snapshot of parts that are given whole. */
export function fleetSnapshotOf(parts: FleetParts): FleetSnapshot {
  const { members, policies = [], overrides = [], bindings = [], controlPlane = NOTHING } = parts;
  const byName = new Map(members.map((member) => [member.name, member]));
  const byNamespace = grouped(policies, ({ metadata }) => metadata.namespace);
  const overridesByNamespace = grouped(overrides, ({ metadata }) => metadata.namespace);
  const byTemplate = grouped(bindings, ({ resource: { kind, namespace, name } }) => templateKey(kind, namespace, name));
  return {
    members: () => members,
    member: (name) => byName.get(name),
    policies: (namespace) => byNamespace.get(namespace) ?? NONE,
    overrides: (namespace) => overridesByNamespace.get(namespace) ?? NONE,
    bindings: (kind, namespace, name) => byTemplate.get(templateKey(kind, namespace, name)) ?? NONE,
    controlPlane: () => controlPlane,
  };
}

/** One text for a template: neither part can have a slash. */
export function templateKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
