import { compareVersions, gvkOf, parseGroupVersion } from './group-version.ts';

/** What an API server serves: the ground on which a target version is chosen. */
export interface Capabilities {
  /** The Kubernetes minor, such as `1.21`; undefined when nobody said. */
  readonly kubernetesVersion: string | undefined;
  /** Every served kind as {@link gvkOf} writes it, such as `autoscaling/v1/HorizontalPodAutoscaler`. */
  readonly served: ReadonlySet<string>;
  /** Equal for two servers that serve the same: members are planned once per fingerprint, not once per member. */
  readonly fingerprint: string;
  /**
   * The kinds in the version of each group that a client finds without asking for one, as far as they can be listed, watched and
   * deleted; written as in `served`. Known of an API server whose discovery was read, which is the control plane's.
   */
  readonly preferred?: ReadonlySet<string>;
}

/** Builds capabilities from the served kinds, in any order. */
export function capabilitiesOf(kubernetesVersion: string | undefined, served: Iterable<string>): Capabilities {
  const kinds = [...new Set(served)].sort();
  return { kubernetesVersion, served: new Set(kinds), fingerprint: [kubernetesVersion ?? '', ...kinds].join(' ') };
}

/** True when the server serves `kind` in `apiVersion`. */
export function serves(capabilities: Capabilities, apiVersion: string, kind: string): boolean {
  return capabilities.served.has(gvkOf(apiVersion, kind));
}

/**
 * The kinds of a control plane that Karmada watches, as {@link gvkOf} writes them: of each group the preferred version alone
 * (Karmada v1.18.2, pkg/util/lifted/discovery.go, used in pkg/detector/detector.go). Where nobody said which version that is, it is
 * the first in the order of Kubernetes, as it is for every CustomResourceDefinition.
 */
export function watchedKinds(capabilities: Capabilities): ReadonlySet<string> {
  const found = capabilities.preferred ?? firstKinds.get(capabilities) ?? firstOf(capabilities.served);
  firstKinds.set(capabilities, found);
  return found;
}

const firstKinds = new WeakMap<Capabilities, ReadonlySet<string>>();

function firstOf(served: ReadonlySet<string>): ReadonlySet<string> {
  const first = new Map<string, { readonly version: string; readonly gvk: string }>();
  for (const gvk of served) {
    const slash = gvk.lastIndexOf('/');
    const { group, version } = parseGroupVersion(gvk.slice(0, slash));
    const key = gvkOf(group, gvk.slice(slash + 1));
    const other = first.get(key);
    if (!other || compareVersions(version, other.version) < 0) first.set(key, { version, gvk });
  }
  return new Set([...first.values()].map(({ gvk }) => gvk));
}
