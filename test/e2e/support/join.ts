import type { ApiServer } from './api-server.ts';
import type { KubeObject } from './client.ts';
import { expectCondition } from './conditions.ts';
import { eventually } from './eventually.ts';
import type { Karmada } from './karmada.ts';
import { base64, CLUSTER_NAMESPACE } from './karmada-objects.ts';

export const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const SECRETS = `/api/v1/namespaces/${CLUSTER_NAMESPACE}/secrets`;

export interface JoinOptions {
  /** Where Karmada finds the member; without it, the member's own address. */
  readonly apiEndpoint?: string;
  readonly annotations?: Record<string, string>;
  readonly caPem: string;
}

/**
 * Joins a member in push mode, by writing what `karmadactl join` writes. That command itself would wait for a token
 * controller in the member, which these members do not have.
 */
export async function join(karmada: Karmada, member: ApiServer, options: JoinOptions): Promise<void> {
  const { name } = member;
  await karmada.client.post(SECRETS, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: CLUSTER_NAMESPACE },
    data: { token: base64(member.token), caBundle: base64(options.caPem) },
  });
  const secret = { name, namespace: CLUSTER_NAMESPACE };
  await karmada.client.post(CLUSTERS, {
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name, annotations: options.annotations ?? {} },
    spec: {
      apiEndpoint: options.apiEndpoint ?? member.url,
      syncMode: 'Push',
      id: await clusterId(member),
      secretRef: secret,
      impersonatorSecretRef: secret,
    },
  });
}

/** Removes a member, and waits until Karmada has forgotten it, so that it can be joined anew. */
export async function unjoin(karmada: Karmada, member: ApiServer): Promise<void> {
  const { name } = member;
  await karmada.client.delete(`${CLUSTERS}/${name}`);
  await eventually(`${name} is no longer joined`, async () => {
    await finalizeNamespaces(member);
    const left = [
      await karmada.client.find(`${CLUSTERS}/${name}`),
      await karmada.client.find(`/api/v1/namespaces/karmada-es-${name}`),
    ].filter((object) => object !== undefined);
    if (left.length > 0) throw new Error(`still there: ${left.map((object) => object.kind ?? '').join(', ')}`);
  });
  await karmada.client.delete(`${SECRETS}/${name}`);
}

/** Ends the deletion of namespaces, which the members' missing namespace controller would do. */
async function finalizeNamespaces(member: ApiServer): Promise<void> {
  for (const namespace of await member.client.list('/api/v1/namespaces')) {
    if (namespace.status?.['phase'] !== 'Terminating') continue;
    const path = `/api/v1/namespaces/${namespace.metadata.name}/finalize`;
    await member.client.put(path, { ...namespace, spec: { finalizers: [] } });
  }
}

/** Karmada knows a cluster by the uid of its first namespace, and takes no two Clusters with the same one. */
export async function clusterId(member: ApiServer): Promise<string> {
  const system = await eventually(`${member.name} has a kube-system namespace`, () =>
    member.client.get('/api/v1/namespaces/kube-system'),
  );
  return system.metadata.uid!;
}

export async function memberIsReady(karmada: Karmada, name: string, timeoutMs = 30_000): Promise<KubeObject> {
  return eventually(
    `${name} is Ready`,
    async () => {
      const cluster = await karmada.client.get(`${CLUSTERS}/${name}`);
      expectCondition(cluster, 'Ready');
      expectCondition(cluster, 'CompleteAPIEnablements');
      return cluster;
    },
    { timeoutMs },
  );
}
