import { z } from 'zod';
import { listOf, text } from './absent.ts';
import { placement } from './placement.ts';
import { resourceSelector } from './resource-selector.ts';

/** A PropagationPolicy or ClusterPropagationPolicy (policy.karmada.io/v1alpha1), as far as it decides who gets what. */
export const propagationPolicy = z.object({
  metadata: z.object({ name: z.string(), namespace: text, deletionTimestamp: text }),
  spec: z.object({
    resourceSelectors: listOf(resourceSelector),
    /** Of two policies the one with the higher number counts. */
    priority: z
      .number()
      .nullish()
      .transform((value) => value ?? 0),
    placement: placement.nullish().transform((value) => value ?? placement.parse({})),
  }),
});

export type PropagationPolicy = z.output<typeof propagationPolicy>;
