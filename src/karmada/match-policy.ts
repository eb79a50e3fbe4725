import type { PropagationPolicy } from './propagation-policy.ts';
import { IMPLICIT_PRIORITY, selectorPriority } from './resource-selector.ts';
import type { TemplateIdentity } from './template-identity.ts';

/**
 * The policy that Karmada takes for a template which none has claimed yet, out of policies of one kind: the highest
 * `spec.priority`, then the closest selector, then the first name (Karmada v1.18 pkg/detector/compare.go). One that is
 * being deleted matches nothing. Undefined when none matches.
 */
export function matchPolicy(
  template: TemplateIdentity,
  policies: readonly PropagationPolicy[],
): PropagationPolicy | undefined {
  return policies
    .map((policy) => ({ policy, closeness: selectorPriority(template, policy.spec.resourceSelectors) }))
    .filter(({ policy, closeness }) => closeness > IMPLICIT_PRIORITY.none && policy.metadata.deletionTimestamp === '')
    .sort(
      (a, b) =>
        b.policy.spec.priority - a.policy.spec.priority ||
        b.closeness - a.closeness ||
        (a.policy.metadata.name < b.policy.metadata.name ? -1 : 1),
    )[0]?.policy;
}
