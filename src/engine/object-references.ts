import { stringAt, valueAt, type JsonObject } from '../json/json.ts';
import { literalPath } from './path.ts';
import { rewriteReferences, type Rewrite } from './rewrite-references.ts';
import type { RuleSet } from './rule-set.ts';

/** How references are rewritten on the way to the API server that stores an object, and on the way back to its reader. */
export interface References {
  readonly forMember: Rewrite;
  readonly forClient: Rewrite;
}

const OWNERS = literalPath('metadata.ownerReferences[*]');

/**
 * Gives every reference of an object another apiVersion where `rewrite` says so: those that the rule of its kind lists for its version, and
 * its owners. The garbage collector cannot look up an owner in a version that its API server does not serve (Kubernetes 1.34,
 * pkg/controller/garbagecollector/operations.go, `apiResource`). The input is not changed.
 */
export function rewriteObjectReferences(object: JsonObject, rules: RuleSet, rewrite: Rewrite): JsonObject {
  const [apiVersion, kind] = [stringAt(object, 'apiVersion') ?? '', stringAt(object, 'kind') ?? ''];
  const paths = rules.familyOf(apiVersion, kind)?.references.get(apiVersion) ?? [];
  const hasOwners = valueAt(object, ['metadata', 'ownerReferences']) !== undefined;
  return rewriteReferences(object, hasOwners ? [...paths, OWNERS] : paths, rewrite);
}
