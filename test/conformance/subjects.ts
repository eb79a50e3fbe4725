import type { KubeObject } from '../e2e/support/client.ts';
import { autoscaler, cronJob, ingress } from '../e2e/support/templates.ts';
import type { OldServer } from './support/servers.ts';

/** A kind in a version that the old servers lack, and what the requests need of it. */
export interface Subject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly resource: string;
  /** The old servers that do not serve the version, so that the gateway converts. */
  readonly convertedFor: readonly OldServer[];
  /** The versions that these serve. */
  readonly native: Readonly<Partial<Record<OldServer, string>>>;
  object(namespace: string, name: string): KubeObject;
  /** Fields that a merge patch changes. */
  readonly change: object;
  /** Merged into an object, it leaves something to the defaults of the server. */
  readonly sparse: object;
  /** A JSON patch by paths that are of this version alone. */
  readonly jsonPatch: readonly object[];
  /** A strategic merge patch that merges a list by key, where the kind has one. */
  readonly strategicPatch: object;
  readonly status: object;
  /** Merged into an object, each makes it invalid. */
  readonly invalid: Readonly<Record<string, object>>;
  /** A field that no version has, as a merge patch. */
  readonly unknownField: object;
}

const INGRESS: Subject = {
  kind: 'Ingress',
  apiVersion: 'networking.k8s.io/v1',
  resource: 'ingresses',
  convertedFor: ['m121'],
  native: { m121: 'networking.k8s.io/v1beta1' },
  object: ingress,
  change: { spec: { ingressClassName: 'nginx', defaultBackend: { service: { port: { number: 9090 } } } } },
  sparse: { spec: { rules: [{ host: 'sparse.example' }] } },
  jsonPatch: [
    { op: 'test', path: '/spec/rules/0/http/paths/0/backend/service/name', value: 'shop' },
    { op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/port/number', value: 81 },
    { op: 'remove', path: '/spec/tls' },
  ],
  strategicPatch: { metadata: { labels: { tier: 'front' } }, spec: { tls: [{ hosts: ['other.example'] }] } },
  status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }, { hostname: 'lb.example' }] } },
  invalid: {
    'a path type that does not exist': {
      spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Nearly', backend: service('a') }] } }] },
    },
    'a backend that is missing its port': {
      spec: { defaultBackend: { service: { name: 'fallback', port: null } } },
    },
    'a backend that is missing its name': {
      spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Exact', backend: service('') }] } }] },
    },
    'no rules and no backend': { spec: { rules: null, defaultBackend: null, tls: null } },
    'a host that is none': { spec: { rules: [{ host: 'Not A Host' }] } },
  },
  unknownField: { spec: { nonsense: true } },
};

const CRON_JOB: Subject = {
  kind: 'CronJob',
  apiVersion: 'batch/v1',
  resource: 'cronjobs',
  convertedFor: ['m121', 'm124'],
  native: { m121: 'batch/v1beta1', m124: 'batch/v1beta1' },
  object: cronJob,
  change: { spec: { suspend: true, concurrencyPolicy: 'Forbid', jobTemplate: { metadata: { labels: { a: 'b' } } } } },
  sparse: { spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'a', image: 'a' }] } } } } } },
  jsonPatch: [
    { op: 'test', path: '/spec/schedule', value: '0 3 * * *' },
    { op: 'add', path: '/spec/startingDeadlineSeconds', value: 30 },
    { op: 'replace', path: '/spec/jobTemplate/spec/template/spec/containers/1/image', value: 'side:2' },
  ],
  strategicPatch: {
    spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'side', image: 'side:3' }] } } } } },
  },
  status: { lastScheduleTime: '2026-01-02T03:04:05Z', active: [{ kind: 'Job', name: 'a', apiVersion: 'batch/v1' }] },
  invalid: {
    'a schedule that is none': { spec: { schedule: 'whenever' } },
    'a concurrency policy that does not exist': { spec: { concurrencyPolicy: 'Sometimes' } },
    'a restart policy that jobs may not have': {
      spec: { jobTemplate: { spec: { template: { spec: { restartPolicy: 'Always' } } } } },
    },
    'a negative history limit': { spec: { successfulJobsHistoryLimit: -1 } },
    'a negative deadline': { spec: { startingDeadlineSeconds: -5 } },
  },
  unknownField: { spec: { jobTemplate: { spec: { nonsense: true } } } },
};

const AUTOSCALER: Subject = {
  kind: 'HorizontalPodAutoscaler',
  apiVersion: 'autoscaling/v2',
  resource: 'horizontalpodautoscalers',
  convertedFor: ['m121', 'm124'],
  native: { m121: 'autoscaling/v1', m124: 'autoscaling/v2beta2' },
  object: byIngress,
  change: { spec: { maxReplicas: 12, behavior: { scaleDown: { stabilizationWindowSeconds: 5 } } } },
  sparse: { spec: { behavior: { scaleUp: { stabilizationWindowSeconds: 5 } } } },
  jsonPatch: [
    { op: 'test', path: '/spec/metrics/0/resource/name', value: 'memory' },
    { op: 'replace', path: '/spec/metrics/1/resource/target/averageUtilization', value: 61 },
    { op: 'replace', path: '/spec/behavior/scaleDown/stabilizationWindowSeconds', value: 60 },
  ],
  strategicPatch: { metadata: { labels: { tier: 'front' } }, spec: { minReplicas: 3 } },
  status: {
    currentReplicas: 3,
    desiredReplicas: 4,
    currentMetrics: [
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 50, averageValue: '100m' } } },
    ],
    conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z' }],
  },
  invalid: {
    'more replicas at least than at most': { spec: { minReplicas: 20 } },
    'a target without a kind': { spec: { scaleTargetRef: { kind: '' } } },
    'a metric of a type that does not exist': { spec: { metrics: [{ type: 'Guess' }] } },
    'a metric without its target': { spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] } },
    'a negative stabilization window': { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: -1 } } } },
  },
  unknownField: { spec: { behavior: { scaleDown: { nonsense: true } } } },
};

export const SUBJECTS: readonly Subject[] = [INGRESS, CRON_JOB, AUTOSCALER];

/** An autoscaler that names an Ingress, once to be scaled by and once as its owner, in a version that Kubernetes 1.21 lacks here. */
function byIngress(namespace: string, name: string): KubeObject {
  const { metadata, ...object } = autoscaler(namespace, name);
  const shop = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'shop' };
  const target = { type: 'Value', value: '100' };
  const metric = { type: 'Object', object: { describedObject: shop, metric: { name: 'hits' }, target } };
  const spec = { ...object.spec, metrics: [...(object.spec?.metrics as readonly object[]), metric] };
  return { ...object, metadata: { ...metadata, ownerReferences: [{ ...shop, uid: 'shop' }] }, spec };
}

function service(name: string): object {
  return { service: { name, port: { number: 80 } } };
}
