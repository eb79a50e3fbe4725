import type { KubeObject } from '../../e2e/support/client.ts';
import { autoscaler, cronJob } from '../../e2e/support/templates.ts';
import { SUBJECTS, type Subject } from '../subjects.ts';

/** The subject of a kind in today's version, most of which is the same in an older one. */
function today(wanted: string): Subject {
  return SUBJECTS.find(({ kind }) => kind === wanted)!;
}

function ingressIn(apiVersion: string): Subject {
  return {
    ...today('Ingress'),
    apiVersion,
    object: (namespace, name) => ingress(apiVersion, namespace, name),
    change: { spec: { ingressClassName: 'nginx', backend: { servicePort: 9090 } } },
    jsonPatch: [
      { op: 'test', path: '/spec/rules/0/http/paths/0/backend/serviceName', value: 'shop' },
      { op: 'replace', path: '/spec/rules/0/http/paths/0/backend/servicePort', value: 81 },
      { op: 'remove', path: '/spec/tls' },
    ],
    invalid: {},
  };
}

function ingress(apiVersion: string, namespace: string, name: string): KubeObject {
  return {
    apiVersion,
    kind: 'Ingress',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      backend: { serviceName: 'fallback', servicePort: 8080 },
      tls: [{ hosts: ['shop.example'], secretName: 'shop-tls' }],
      rules: [
        {
          host: 'shop.example',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { serviceName: 'shop', servicePort: 80 } },
              {
                path: '/pay',
                pathType: 'ImplementationSpecific',
                backend: { serviceName: 'pay', servicePort: 'https' },
              },
            ],
          },
        },
      ],
    },
  };
}

const CRON_JOB: Subject = {
  ...today('CronJob'),
  apiVersion: 'batch/v1beta1',
  object: (namespace, name) => ({ ...cronJob(namespace, name), apiVersion: 'batch/v1beta1' }),
};

const AUTOSCALER: Subject = {
  ...today('HorizontalPodAutoscaler'),
  apiVersion: 'autoscaling/v2beta2',
  object: (namespace, name) => ({ ...autoscaler(namespace, name), apiVersion: 'autoscaling/v2beta2' }),
};

const BUDGET: Subject = {
  ...today('CronJob'),
  kind: 'PodDisruptionBudget',
  apiVersion: 'policy/v1beta1',
  resource: 'poddisruptionbudgets',
  convertedFor: [],
  object: (namespace, name) => ({
    apiVersion: 'policy/v1beta1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels: { app: name } },
    spec: { minAvailable: 2, selector: { matchLabels: { app: name } } },
  }),
  change: { spec: { minAvailable: '50%' } },
  // No pod is meant by that in v1beta1, and every pod in v1.
  sparse: { spec: { minAvailable: null, maxUnavailable: 1, selector: { matchLabels: null } } },
  jsonPatch: [
    { op: 'test', path: '/spec/minAvailable', value: 2 },
    { op: 'replace', path: '/spec/minAvailable', value: 3 },
  ],
  strategicPatch: { metadata: { labels: { tier: 'front' } }, spec: { minAvailable: 4 } },
  status: { observedGeneration: 1, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3, disruptionsAllowed: 0 },
  invalid: {
    'both limits': { spec: { maxUnavailable: 1 } },
    'a limit that is negative': { spec: { minAvailable: -1 } },
  },
  unknownField: { spec: { nonsense: true } },
};

/** Kinds in versions that new servers lack: what clients of an old control plane use. */
export const OLDER_SUBJECTS: readonly Subject[] = [
  ingressIn('networking.k8s.io/v1beta1'),
  ingressIn('extensions/v1beta1'),
  CRON_JOB,
  AUTOSCALER,
  BUDGET,
];
