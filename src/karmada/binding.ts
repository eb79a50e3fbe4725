import { z } from 'zod';
import { listOf, text } from './absent.ts';

const clusters = listOf(z.object({ name: z.string() }));

/**
 * A ResourceBinding or ClusterResourceBinding (work.karmada.io/v1alpha2): which members Karmada has chosen for a template.
 * `clusters` are those that get it: the scheduled ones, and those that an object which depends on it is scheduled to.
 */
export const binding = z
  .object({
    spec: z.object({
      resource: z.object({ apiVersion: z.string(), kind: z.string(), namespace: text, name: text }),
      clusters,
      requiredBy: listOf(z.object({ clusters })),
      gracefulEvictionTasks: listOf(z.object({ fromCluster: z.string() })),
    }),
  })
  .transform(({ spec: { resource, clusters, requiredBy, gracefulEvictionTasks } }) => ({
    resource,
    clusters: [
      ...new Set([...clusters, ...requiredBy.flatMap((each) => each.clusters)].map(({ name }) => name)),
    ].sort(),
    /** Members that the template is taken away from; the scheduler does not choose them again meanwhile. */
    evicting: gracefulEvictionTasks.map(({ fromCluster }) => fromCluster),
  }));

export type Binding = z.output<typeof binding>;
