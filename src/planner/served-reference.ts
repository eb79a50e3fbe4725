import type { Rewrite } from '../engine/rewrite-references.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { serves, type Capabilities } from '../kubernetes/capabilities.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';

/**
 * The apiVersion that a reference needs for an API server to find what it names: nothing else where the server serves the reference's own, or no
 * version that a rule knows. Else the first that it serves in the order of the rule, and in the group of the reference if it can be,
 * since a HorizontalPodAutoscaler finds its target by group and kind.
 */
export function servedReference(rules: RuleSet, capabilities: Capabilities): Rewrite {
  return ({ apiVersion, kind }) => {
    if (serves(capabilities, apiVersion, kind)) return undefined;
    const served = rules.familyOf(apiVersion, kind)?.versions.filter((version) => serves(capabilities, version, kind));
    const { group } = parseGroupVersion(apiVersion);
    return served?.find((version) => parseGroupVersion(version).group === group) ?? served?.[0];
  };
}
