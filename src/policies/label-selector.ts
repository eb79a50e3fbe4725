import { z } from 'zod';
import { isRequirement, type Requirement } from '../karmada/label-selector.ts';

const NOT_VALID = 'is no label that Kubernetes accepts, so the selector would select nothing';

const requirement = z
  .strictObject({
    key: z.string().min(1),
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: z.array(z.string()).optional(),
  })
  .superRefine(({ key, operator, values = [] }, context) => {
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues !== values.length > 0) {
      const message = needsValues ? `${operator} needs a value at least` : `${operator} takes no values`;
      context.addIssue({ code: 'custom', path: ['values'], message });
    } else if (!isRequirement({ key, operator, values })) {
      context.addIssue({ code: 'custom', message: NOT_VALID });
    }
  });

/**
 * `metav1.LabelSelector`: all that it says must hold, and nothing said selects everything. A label that Kubernetes does not
 * accept is refused: such a selector matches nothing, and a strict policy would be silent.
 */
export const labelSelector = z.strictObject({
  matchLabels: z
    .record(z.string(), z.string())
    .superRefine((labels, context) => {
      for (const [key, value] of Object.entries(labels)) {
        if (isRequirement({ key, operator: 'In', values: [value] })) continue;
        context.addIssue({ code: 'custom', path: [key], message: NOT_VALID });
      }
    })
    .optional(),
  matchExpressions: z.array(requirement).max(100).optional(),
});

/** The requirements of a selector, as `matchesLabels` takes them. */
export function requirementsOf({
  matchLabels = {},
  matchExpressions = [],
}: z.infer<typeof labelSelector>): readonly Requirement[] {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions.map(({ key, operator, values = [] }) => ({ key, operator, values })),
  ];
}
