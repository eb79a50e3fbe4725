import type { Policy } from './policy.ts';

/** The policies in force. Immutable: a change makes a new set. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** Those of files, which stay whatever object of the same name is applied. */
  readonly fixed: ReadonlySet<Policy>;
  /** Those that may be for a template of this namespace; the empty one stands for templates without a namespace. */
  forNamespace(namespace: string): readonly Policy[];
}

/** Without policies, a loss is a warning. */
export const NO_POLICIES: PolicySet = { policies: [], fixed: new Set(), forNamespace: () => [] };

/** Makes a set, in which the order of the policies does not matter. */
export function policySetOf(policies: readonly Policy[], fixed = NO_POLICIES.fixed): PolicySet {
  const sorted = [...policies].sort((a, b) => (a.title < b.title ? -1 : 1));
  const cluster = sorted.filter(({ namespace }) => namespace === undefined);
  const byNamespace = new Map<string, Policy[]>();
  for (const policy of sorted) {
    if (policy.namespace === undefined) continue;
    const known = byNamespace.get(policy.namespace) ?? [...cluster];
    known.push(policy);
    byNamespace.set(policy.namespace, known);
  }
  return { policies: sorted, fixed, forNamespace: (namespace) => byNamespace.get(namespace) ?? cluster };
}

/** A set in which policies have been applied: each takes the place of the object with the same title, if there is one. */
export function withConversionPolicies(set: PolicySet, applied: readonly Policy[]): PolicySet {
  if (applied.length === 0) return set;
  const titles = new Set(applied.map(({ title }) => title));
  const kept = set.policies.filter((policy) => set.fixed.has(policy) || !titles.has(policy.title));
  return policySetOf([...kept, ...applied], set.fixed);
}
