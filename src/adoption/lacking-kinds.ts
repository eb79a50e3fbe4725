import type { RuleSet } from '../engine/rule-set.ts';
import { canBeTemplate } from '../karmada/no-templates.ts';
import { serves, watchedKinds, type Capabilities } from '../kubernetes/capabilities.ts';
import { targetVersion } from '../planner/plan.ts';

/**
 * What a member is left out of: the kinds, in the version in which Karmada propagates them, that the member lacks and could be given
 * through the gateway, since it serves another version. Sorted; each as `gvkOf` writes it.
 */
export function lackingKinds(rules: RuleSet, controlPlane: Capabilities, member: Capabilities): readonly string[] {
  return [...watchedKinds(controlPlane)]
    .filter((gvk) => {
      const slash = gvk.lastIndexOf('/');
      const [apiVersion, kind] = [gvk.slice(0, slash), gvk.slice(slash + 1)];
      if (serves(member, apiVersion, kind) || !canBeTemplate(apiVersion, kind)) return false;
      const family = rules.familyOf(apiVersion, kind);
      return family !== undefined && targetVersion(family, member) !== undefined;
    })
    .sort();
}
