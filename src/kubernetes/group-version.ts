/** A group and a version; the core group is the empty string. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Splits an `apiVersion` such as `networking.k8s.io/v1` or `v1`. */
export function parseGroupVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The `apiVersion` of a group and version. */
export function formatGroupVersion({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`;
}

/** One text for a kind in a version, such as `autoscaling/v2/HorizontalPodAutoscaler`: a key, and readable. */
export function gvkOf(apiVersion: string, kind: string): string {
  return `${apiVersion}/${kind}`;
}

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STABILITY: Record<string, number> = { alpha: 0, beta: 1 };

/**
 * Orders version names as Kubernetes does: GA before beta before alpha, then the higher number first
 * (k8s.io/apimachinery/pkg/version.CompareKubeAwareVersionStrings). Negative when `a` comes first.
 */
export function compareVersions(a: string, b: string): number {
  const left = rank(a);
  const right = rank(b);
  for (let i = 0; i < left.length; i++) {
    const difference = (right[i] ?? 0) - (left[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(version: string): readonly number[] {
  const match = VERSION.exec(version);
  if (!match) return [-1, 0, 0];
  const [, major = '0', stability, minor = '0'] = match;
  return [stability === undefined ? 2 : (STABILITY[stability] ?? 0), Number(major), Number(minor)];
}
