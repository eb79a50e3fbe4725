import type { PolicyKind } from '../policies/check.ts';
import type { Policy } from '../policies/policy.ts';
import { policySetOf, type PolicySet } from '../policies/policy-set.ts';

/** The policies in force. Whoever judges takes {@link policies} once; a change makes a new set. */
export interface LivePolicies {
  /** Undefined while objects that may be policies have not been read: nobody knows what they refuse. */
  policies(): PolicySet | undefined;
  /** Puts these in the place of all objects of a kind; those of the other kind, and from files, stay. */
  use(kind: PolicyKind, policies: readonly Policy[]): void;
}

/** Begins with policies from files, and waits for the objects of these kinds. A file and an object of one name both count. */
export function createLivePolicies(fromFiles: readonly Policy[], awaited: readonly PolicyKind[]): LivePolicies {
  const objects = new Map<PolicyKind, readonly Policy[]>();
  const fixed = new Set(fromFiles);
  const combined = (): PolicySet | undefined =>
    awaited.every((kind) => objects.has(kind))
      ? policySetOf([...fromFiles, ...[...objects.values()].flat()], fixed)
      : undefined;
  let current = combined();
  return {
    policies: () => current,
    use: (kind, policies) => {
      objects.set(kind, policies);
      current = combined();
    },
  };
}
