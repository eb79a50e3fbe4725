import { parseGroupVersion } from '../kubernetes/group-version.ts';
import { knownKinds, servedBy } from './served-versions.ts';

/**
 * What a member behind the gateway serves by itself. Karmada sees its discovery with the gateway's additions, so
 * `enablements` alone would make every added version look native.
 *
 * - With `observed` (the kinds of rule families that the gateway saw in the member's own discovery): those, and the enablements of
 *   every other kind.
 * - Without: of the enablements, those that the member's minor serves by default, and those that the packaged table says nothing
 *   about. What was switched on or off by hand, and versions of custom resources that the gateway added, cannot be told apart
 *   until the gateway has seen the member, which is within seconds of its first request.
 */
export function ownKinds(
  enablements: readonly string[],
  observed: ReadonlySet<string> | undefined,
  kubernetesVersion: string | undefined,
): readonly string[] {
  if (observed) {
    const relatives = new Map<string, string[]>();
    for (const gvk of observed) relatives.set(kindOf(gvk), [...(relatives.get(kindOf(gvk)) ?? []), gvk]);
    const others = enablements.filter((gvk) => !relatives.get(kindOf(gvk))?.some((seen) => related(seen, gvk)));
    return [...observed, ...others];
  }
  const byDefault = servedBy(kubernetesVersion ?? '');
  if (!byDefault.ok) return enablements;
  return enablements.filter((gvk) => byDefault.capabilities.served.has(gvk) || !isBuiltIn(gvk));
}

/** Versions of one family: of one group, or built in, since families of built-in kinds moved between groups. */
function related(a: string, b: string): boolean {
  return groupOf(a) === groupOf(b) || (isBuiltIn(a) && isBuiltIn(b));
}

function isBuiltIn(gvk: string): boolean {
  return knownKinds(apiVersionOf(gvk)).includes(kindOf(gvk));
}

function kindOf(gvk: string): string {
  return gvk.slice(gvk.lastIndexOf('/') + 1);
}

function apiVersionOf(gvk: string): string {
  return gvk.slice(0, gvk.lastIndexOf('/'));
}

function groupOf(gvk: string): string {
  return parseGroupVersion(apiVersionOf(gvk)).group;
}
