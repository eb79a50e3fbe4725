import { coerce, parse } from 'semver';

const SHORT = /^v?\d+\.\d+\+?$/;

/**
 * The minor of a Kubernetes version, such as `1.21`: from a minor (`1.21`, `1.21+`), a release (`v1.21.14`) or a
 * distribution's (`v1.21.14+k3s1`, `v1.27.3-gke.100`). Undefined when it is no version.
 */
export function minorOf(version: string): string | undefined {
  const text = version.trim();
  const parsed = SHORT.test(text) ? coerce(text) : parse(text, { loose: true });
  return parsed ? `${parsed.major}.${parsed.minor}` : undefined;
}
