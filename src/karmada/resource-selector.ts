import { z } from 'zod';
import { optional, text } from './absent.ts';
import { labelSelector, matchesLabels } from './label-selector.ts';
import type { TemplateIdentity } from './template-identity.ts';

/** A `ResourceSelector` of a policy (policy.karmada.io/v1alpha1). */
export const resourceSelector = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  /** Empty means any namespace. */
  namespace: text,
  /** When it is not empty, `labelSelector` does not count. */
  name: text,
  labelSelector: optional(labelSelector),
});

export type ResourceSelector = z.output<typeof resourceSelector>;

/** How closely a policy names a template: Karmada prefers the closest of two policies of the same `spec.priority`. */
export const IMPLICIT_PRIORITY = { none: 0, all: 1, labels: 2, name: 3 } as const;

export type ImplicitPriority = (typeof IMPLICIT_PRIORITY)[keyof typeof IMPLICIT_PRIORITY];

/** The closest match among selectors (Karmada v1.18 pkg/util/selector.go). */
export function selectorPriority(template: TemplateIdentity, selectors: readonly ResourceSelector[]): ImplicitPriority {
  let best: ImplicitPriority = IMPLICIT_PRIORITY.none;
  for (const selector of selectors) {
    const found = priorityOf(template, selector);
    if (found > best) best = found;
  }
  return best;
}

function priorityOf(template: TemplateIdentity, selector: ResourceSelector): ImplicitPriority {
  if (selector.apiVersion !== template.apiVersion || selector.kind !== template.kind) return IMPLICIT_PRIORITY.none;
  if (selector.namespace !== '' && selector.namespace !== template.namespace) return IMPLICIT_PRIORITY.none;
  if (selector.name !== '') return selector.name === template.name ? IMPLICIT_PRIORITY.name : IMPLICIT_PRIORITY.none;
  if (!selector.labelSelector) return IMPLICIT_PRIORITY.all;
  return matchesLabels(selector.labelSelector, template.labels) ? IMPLICIT_PRIORITY.labels : IMPLICIT_PRIORITY.none;
}
