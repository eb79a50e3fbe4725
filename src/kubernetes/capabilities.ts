import { gvkOf } from './group-version.ts';

/** What an API server serves: the ground on which a target version is chosen. */
export interface Capabilities {
  /** The Kubernetes minor, such as `1.21`; undefined when nobody said. */
  readonly kubernetesVersion: string | undefined;
  /** Every served kind as {@link gvkOf} writes it, such as `autoscaling/v1/HorizontalPodAutoscaler`. */
  readonly served: ReadonlySet<string>;
  /** Equal for two servers that serve the same: members are planned once per fingerprint, not once per member. */
  readonly fingerprint: string;
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
