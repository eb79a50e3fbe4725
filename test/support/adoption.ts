import { MemoryApi } from './memory-api.ts';
import { MEMBER_CA, MEMBER_ENDPOINT, RECORD } from '../../src/adoption/names.ts';
import type { JsonObject } from '../../src/json/json.ts';

export const INGRESS = 'networking.k8s.io/v1/Ingress';
export const OLD_INGRESS = 'networking.k8s.io/v1beta1/Ingress';
export const OWN_ENDPOINT = 'https://192.0.2.18:6443';
export const GATEWAY = 'https://gateway.example';
export const GATEWAY_ENDPOINT = `${GATEWAY}/members/old`;
export const SWITCHED_AT = '2026-01-01T00:00:00.000Z';

export interface ClusterShape {
  readonly endpoint?: string;
  readonly serves?: readonly string[];
  readonly ready?: boolean;
  readonly spec?: JsonObject;
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly metadata?: JsonObject;
}

/** A Cluster named `old` that serves an old Ingress only, unless a test says otherwise. */
export function clusterObject(shape: ClusterShape = {}): JsonObject {
  const { endpoint = OWN_ENDPOINT, serves = [OLD_INGRESS], ready = true } = shape;
  return {
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    metadata: {
      ...{ name: 'old', uid: 'uid-old', resourceVersion: '1' },
      ...{ labels: shape.labels ?? {}, annotations: shape.annotations ?? {} },
      ...shape.metadata,
    },
    spec: {
      apiEndpoint: endpoint,
      syncMode: 'Push',
      secretRef: { namespace: 'karmada-cluster', name: 'old' },
      ...shape.spec,
    },
    status: {
      kubernetesVersion: 'v1.18.20',
      apiEnablements: serves.map((gvk) => {
        const [kind = '', ...groupVersion] = gvk.split('/').reverse();
        return { groupVersion: groupVersion.reverse().join('/'), resources: [{ kind }] };
      }),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', message: ready ? 'it is fine' : 'no route' }],
    },
  };
}

/** The annotations of a member whose adoption has come so far. */
export const RECORDS = {
  prepared: {
    [RECORD.originalEndpoint]: OWN_ENDPOINT,
    [RECORD.gatewayEndpoint]: GATEWAY_ENDPOINT,
    [RECORD.adoptedFor]: INGRESS,
    [MEMBER_ENDPOINT]: OWN_ENDPOINT,
    [MEMBER_CA]: Buffer.from('THEIRS').toString('base64'),
  },
  get switched() {
    return { ...RECORDS.prepared, [RECORD.switchedAt]: SWITCHED_AT, [RECORD.restartPending]: 'process-1' };
  },
  get adopted() {
    return { ...RECORDS.switched, [RECORD.adoptedAt]: SWITCHED_AT };
  },
  get released() {
    return { ...RECORDS.adopted, [RECORD.releasedAt]: SWITCHED_AT };
  },
} as const;

/** What Karmada sees of the member through the gateway. */
export const THROUGH_GATEWAY = { endpoint: GATEWAY_ENDPOINT, serves: [OLD_INGRESS, INGRESS] };

/** An API server that serves these kinds of Ingress, in legacy discovery, and answers to everybody. */
export function memberAnswering(...kinds: readonly string[]): MemoryApi {
  const member = new MemoryApi();
  const versions = kinds.map((gvk) => gvk.slice(0, gvk.lastIndexOf('/')));
  member.put('/version', { gitVersion: 'v1.18.20' });
  member.put('/api', { versions: ['v1'] });
  member.put('/api/v1', { resources: [] });
  member.put('/api/v1/namespaces', {});
  member.put('/apis', { groups: [{ versions: versions.map((groupVersion) => ({ groupVersion })) }] });
  for (const version of versions) {
    member.put(`/apis/${version}`, { resources: [{ name: 'ingresses', kind: 'Ingress' }] });
  }
  return member;
}
