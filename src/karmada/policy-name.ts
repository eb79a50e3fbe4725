/** A propagation or override policy as messages and answers name it. */
export interface PolicyName<Kind extends string = string> {
  readonly kind: Kind;
  /** Empty for a policy that is cluster-scoped. */
  readonly namespace: string;
  readonly name: string;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

export type PropagationPolicyName = PolicyName<'PropagationPolicy' | 'ClusterPropagationPolicy'>;
export type OverridePolicyName = PolicyName<'OverridePolicy' | 'ClusterOverridePolicy'>;
export type KarmadaPolicyName = PropagationPolicyName | OverridePolicyName;

export function propagationPolicyName({ namespace, name }: Named): PropagationPolicyName {
  return { kind: namespace === '' ? 'ClusterPropagationPolicy' : 'PropagationPolicy', namespace, name };
}

export function overridePolicyName({ namespace, name }: Named): OverridePolicyName {
  return { kind: namespace === '' ? 'ClusterOverridePolicy' : 'OverridePolicy', namespace, name };
}

/** `PropagationPolicy shop/web`, or `ClusterPropagationPolicy web`. */
export function policyTitle({ kind, namespace, name }: PolicyName): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}
