import type { RuleSet } from '../engine/rule-set.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf } from '../kubernetes/group-version.ts';
import type { ListedVersions } from './listed-version.ts';
import type { ServedResource } from './served-resource.ts';

/** What a member's own discovery says about the kinds that the rules know. */
export interface MemberDiscovery {
  /** Only kinds of rule families are listed. */
  readonly capabilities: Capabilities;
  readonly resources: readonly ServedResource[];
  /** Group/versions that the member lists, but whose resources it could not tell: nothing is added to them. */
  readonly uncertain: ReadonlySet<string>;
  /** Of a member that does not answer in aggregated form (before Kubernetes 1.27). */
  readonly legacy: LegacyDiscovery | undefined;
}

interface LegacyDiscovery {
  /** Every group/version that the member lists. */
  readonly groupVersions: readonly string[];
  /** Those that a rule knows. */
  readonly lists: ListedVersions;
}

/** Everything that is needed to put a discovery together. */
interface Findings {
  readonly kubernetesVersion: string | undefined;
  readonly resources: readonly ServedResource[];
  readonly uncertain?: Iterable<string>;
  readonly legacy?: LegacyDiscovery;
}

/** Keeps what concerns the kinds that the rules know. */
export function memberDiscovery(rules: RuleSet, findings: Findings): MemberDiscovery {
  const known = findings.resources.filter(({ apiVersion, kind }) => rules.familyOf(apiVersion, kind) !== undefined);
  const served = known.map(({ apiVersion, kind }) => gvkOf(apiVersion, kind));
  return {
    capabilities: capabilitiesOf(findings.kubernetesVersion, served),
    resources: known,
    uncertain: new Set(findings.uncertain),
    legacy: findings.legacy,
  };
}
