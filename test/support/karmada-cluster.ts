import type { Json, JsonObject } from '../../src/json/json.ts';

/** A Karmada Cluster object as its API server shows it, with what Karmorph reads and some of what it does not. */
export function cluster(
  name: string,
  options: {
    readonly version?: string;
    /** Such as `apps/v1/Deployment`. */
    readonly enablements?: readonly string[];
    /** Status of the condition CompleteAPIEnablements. */
    readonly complete?: 'True' | 'False';
    /** Status of the condition Ready. */
    readonly ready?: 'True' | 'False' | 'Unknown';
    readonly annotations?: Readonly<Record<string, Json>>;
    readonly labels?: Readonly<Record<string, string>>;
  },
): JsonObject {
  const {
    version = 'v1.34.4',
    enablements = [],
    complete = 'True',
    ready = 'True',
    annotations = {},
    labels,
  } = options;
  const groups = new Map<string, JsonObject[]>();
  for (const gvk of enablements) {
    const slash = gvk.lastIndexOf('/');
    const kind = gvk.slice(slash + 1);
    const apiVersion = gvk.slice(0, slash);
    groups.set(apiVersion, [...(groups.get(apiVersion) ?? []), { kind, name: `${kind.toLowerCase()}s` }]);
  }
  return {
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name, resourceVersion: '5', annotations, ...(labels && { labels }) },
    spec: { apiEndpoint: `https://${name}.example`, syncMode: 'Push' },
    status: {
      kubernetesVersion: version,
      apiEnablements: [...groups].map(([groupVersion, resources]) => ({ groupVersion, resources })),
      conditions: [
        { type: 'Ready', status: ready },
        { type: 'CompleteAPIEnablements', status: complete },
      ],
      nodeSummary: { readyNum: 3, totalNum: 3 },
    },
  };
}
