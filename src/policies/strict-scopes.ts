import { isStrict } from './policy.ts';
import type { PolicySet } from './policy-set.ts';

/** Templates of which a policy may refuse some. */
export interface StrictScope {
  /** The policy's title, for messages. */
  readonly policy: string;
  /** Kinds, each with one apiVersion of its family; where either is undefined, all of them. */
  readonly resources: readonly { readonly apiVersion: string | undefined; readonly kind: string | undefined }[];
  /** Namespaces; undefined stands for all, and for templates without one. */
  readonly namespaces: readonly string[] | undefined;
  readonly excludeNamespaces: readonly string[];
}

const EVERYTHING = [{ apiVersion: undefined, kind: undefined }];

/**
 * Where templates may be refused: what must not get past Karmorph unseen while it is away. Names and labels are left out, so that
 * a scope is rather too wide than too narrow.
 */
export function strictScopes({ policies }: PolicySet): readonly StrictScope[] {
  return policies.filter(isStrict).map(({ title, namespace, spec }) => ({
    policy: title,
    resources: spec.resourceSelectors?.map(({ apiVersion, kind }) => ({ apiVersion, kind })) ?? EVERYTHING,
    namespaces: namespace === undefined ? spec.namespaces : [namespace],
    excludeNamespaces: spec.excludeNamespaces ?? [],
  }));
}
