import { z } from 'zod';
import type { Json } from '../json/json.ts';
import { listOf, optional, text } from './absent.ts';
import { clusterAffinity } from './cluster-affinity.ts';
import { resourceSelector } from './resource-selector.ts';

const operator = z.enum(['add', 'remove', 'replace']);
const json = z
  .custom<Json>()
  .nullish()
  .transform((value): Json => value ?? null);
const commandOverrider = z.object({ containerName: z.string(), operator, value: listOf(z.string()) });
const mapOverrider = z.object({ operator, value: z.record(z.string(), z.string()) });
const subPatch = z.object({ subPath: z.string(), operator, value: json });

/** What one rule of an override policy changes. */
const overriders = z.object({
  imageOverrider: listOf(
    z.object({
      predicate: optional(z.object({ path: z.string() })),
      component: z.enum(['Registry', 'Repository', 'Tag']),
      operator,
      value: text,
    }),
  ),
  commandOverrider: listOf(commandOverrider),
  argsOverrider: listOf(commandOverrider),
  labelsOverrider: listOf(mapOverrider),
  annotationsOverrider: listOf(mapOverrider),
  fieldOverrider: listOf(z.object({ fieldPath: z.string(), json: listOf(subPatch), yaml: listOf(subPatch) })),
  plaintext: listOf(z.object({ path: z.string(), operator, value: json })),
});

export type Overriders = z.output<typeof overriders>;

const rule = z.object({ targetCluster: optional(clusterAffinity), overriders });

/** An OverridePolicy or ClusterOverridePolicy (policy.karmada.io/v1alpha1). */
export const overridePolicy = z
  .object({
    metadata: z.object({ name: z.string(), namespace: text }),
    spec: z.object({
      resourceSelectors: listOf(resourceSelector),
      overrideRules: listOf(rule),
      targetCluster: optional(clusterAffinity),
      overriders: optional(overriders),
    }),
  })
  .transform(({ metadata, spec }) => ({
    metadata,
    /** Empty selects everything. */
    resourceSelectors: spec.resourceSelectors,
    /** What stands in the spec itself, the form of earlier releases, counts only where there are no rules. */
    rules:
      spec.overrideRules.length > 0
        ? spec.overrideRules
        : [{ targetCluster: spec.targetCluster, overriders: spec.overriders ?? overriders.parse({}) }],
  }));

export type OverridePolicy = z.output<typeof overridePolicy>;
