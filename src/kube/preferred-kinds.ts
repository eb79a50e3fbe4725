import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

/** A kind in one version, and what can be done with it. */
export interface DiscoveredKind {
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** A group/version of an API server. */
export interface DiscoveredVersion {
  readonly apiVersion: string;
  /** True for the version that its group names as the preferred one. */
  readonly isPreferred: boolean;
  /** Undefined when it could not be asked. */
  readonly kinds: readonly DiscoveredKind[] | undefined;
}

/** What an informer needs, and Karmada's garbage collection. */
const NEEDED = ['delete', 'list', 'watch'];

/**
 * The version of each kind that client-go's `ServerPreferredResources` picks, a group at a time: the one that the group prefers,
 * or the first that has the kind. One that cannot be deleted, listed and watched is left out, and no other version takes its
 * place: so Karmada's detector has it (v1.18.2, pkg/util/lifted/discovery.go).
 */
export function preferredKinds(versions: readonly DiscoveredVersion[]): ReadonlySet<string> {
  const chosen = new Map<string, { readonly gvk: string; readonly verbs: readonly string[] }>();
  for (const { apiVersion, isPreferred, kinds = [] } of versions) {
    const { group } = parseGroupVersion(apiVersion);
    for (const { kind, verbs } of kinds) {
      const key = gvkOf(group, kind);
      if (isPreferred || !chosen.has(key)) chosen.set(key, { gvk: gvkOf(apiVersion, kind), verbs });
    }
  }
  const watchable = [...chosen.values()].filter(({ verbs }) => NEEDED.every((verb) => verbs.includes(verb)));
  return new Set(watchable.map(({ gvk }) => gvk).sort());
}
