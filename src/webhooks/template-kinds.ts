import type { RuleSet } from '../engine/rule-set.ts';
import { canBeTemplate } from '../karmada/no-templates.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

/** What an API server serves: the resource, such as `ingresses`, of each kind as `gvkOf` writes it. */
export type ServedResources = ReadonlyMap<string, string>;

/** A kind that webhooks are called for. */
export interface TemplateKind {
  readonly kind: string;
  /** Every apiVersion that the kind has, served or not. */
  readonly apiVersions: readonly string[];
  /** Those that are served, each with its resource. */
  readonly served: readonly { readonly group: string; readonly version: string; readonly resource: string }[];
}

/** The kinds that have a rule, that the API server serves, and that are templates; sorted, so that the same input gives the same. */
export function templateKinds({ families }: RuleSet, resources: ServedResources): readonly TemplateKind[] {
  const kinds = families.flatMap(({ kind, hub, versions }): TemplateKind[] => {
    if (!canBeTemplate(hub, kind)) return [];
    const served = versions.flatMap((apiVersion) => {
      const resource = resources.get(gvkOf(apiVersion, kind));
      return resource === undefined ? [] : [{ ...parseGroupVersion(apiVersion), resource }];
    });
    return served.length === 0 ? [] : [{ kind, apiVersions: versions, served }];
  });
  return kinds.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ kind, apiVersions }: TemplateKind): string {
  return gvkOf(parseGroupVersion(apiVersions[0] ?? '').group, kind);
}
