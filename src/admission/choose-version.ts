import type { RuleSet } from '../engine/rule-set.ts';
import { serves, watchedKinds, type Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

/** What whoever reads a reference needs of its version: that Karmada watches it, or that the control plane serves it. */
export type Need = 'watched' | 'served';

/** What is to become of a reference: nothing, another version, or nothing for want of one that would do. */
type VersionChoice =
  | { readonly verdict: 'keep' }
  | { readonly verdict: 'rewrite'; readonly to: string; readonly isServed: boolean }
  | { readonly verdict: 'none' };

export type ChooseVersion = (
  reference: { readonly apiVersion: string; readonly kind: string },
  need: Need,
) => VersionChoice;

const KEEP = { verdict: 'keep' } as const;

/**
 * Chooses versions for references to kinds that the rules know. A version that meets the need is kept. Else the same group comes
 * first, since of a kind with two groups Karmada watches both; then the order of the rule, in which the hub is first.
 */
export function versionChooser(rules: RuleSet, controlPlane: Capabilities): ChooseVersion {
  const watched = watchedKinds(controlPlane);
  return ({ apiVersion, kind }, need) => {
    const family = rules.familyOf(apiVersion, kind);
    const isServed = serves(controlPlane, apiVersion, kind);
    if (!family || watched.has(gvkOf(apiVersion, kind)) || (need === 'served' && isServed)) return KEEP;
    const { group } = parseGroupVersion(apiVersion);
    const inGroup = (version: string): boolean => parseGroupVersion(version).group === group;
    const among = family.versions.filter((version) => watched.has(gvkOf(version, kind)));
    const others = need === 'served' ? family.versions.filter((version) => serves(controlPlane, version, kind)) : [];
    const to = among.find(inGroup) ?? among[0] ?? others.find(inGroup) ?? others[0];
    return to === undefined ? { verdict: 'none' } : { verdict: 'rewrite', to, isServed };
  };
}
