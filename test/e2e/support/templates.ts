import type { KubeObject } from './client.ts';

/** An Ingress in the version that Karmada's API server serves; each part of it is somewhere else in v1beta1. */
export function ingress(namespace: string, name = 'web'): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      defaultBackend: { service: { name: 'fallback', port: { number: 8080 } } },
      tls: [{ hosts: ['shop.example'], secretName: 'shop-tls' }],
      rules: [
        {
          host: 'shop.example',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 80 } } } },
              { path: '/pay', pathType: 'Exact', backend: { service: { name: 'pay', port: { name: 'https' } } } },
            ],
          },
        },
      ],
    },
  };
}

/** A HorizontalPodAutoscaler with metrics and behaviour, which autoscaling/v1 has only in annotations. */
export function autoscaler(namespace: string, name = 'web'): KubeObject {
  const utilization = (resource: string, averageUtilization: number): object => ({
    type: 'Resource',
    resource: { name: resource, target: { type: 'Utilization', averageUtilization } },
  });
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [utilization('memory', 70), utilization('cpu', 60)],
      behavior: {
        scaleDown: {
          stabilizationWindowSeconds: 120,
          selectPolicy: 'Max',
          policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }],
        },
      },
    },
  };
}

/** The same with what an API server writes where `behavior` says nothing of scaling up, so that it reads back as it was written. */
export function completeAutoscaler(namespace: string, name: string): KubeObject {
  const { spec, ...object } = autoscaler(namespace, name);
  const scaleUp = {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  };
  return { ...object, spec: { ...spec, behavior: { ...(spec?.['behavior'] as object), scaleUp } } };
}

/** A CronJob of two containers. */
export function cronJob(namespace: string, name: string): KubeObject {
  const containers = ['main', 'side'].map((container) => ({ name: container, image: `${container}:1` }));
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace },
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers } } } },
    },
  };
}

/** One with two targets of CPU utilization: autoscaling/v1 has one field for them, so that the second is lost there. */
export function lossyAutoscaler(namespace: string, name = 'twice'): KubeObject {
  const scaler = autoscaler(namespace, name);
  scaler.spec!['metrics'] = [60, 80].map((averageUtilization) => ({
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
  }));
  return scaler;
}

/** A policy that sends the templates to the named members. */
export function propagation(
  namespace: string,
  members: readonly string[],
  templates: readonly KubeObject[],
): KubeObject {
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name: 'everywhere', namespace },
    spec: {
      resourceSelectors: templates.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, name: metadata.name })),
      placement: { clusterAffinity: { clusterNames: members } },
    },
  };
}

/** A policy that changes one value of a template for one member, by a path of the template's version. */
export function override(
  template: KubeObject,
  member: string,
  { path, value }: { path: string; value: string },
): KubeObject {
  const { apiVersion, kind, metadata } = template;
  const plaintext = [{ path, operator: 'replace', value }];
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'OverridePolicy',
    metadata: { name: `only-${member}`, namespace: metadata.namespace! },
    spec: {
      resourceSelectors: [{ apiVersion, kind, name: metadata.name }],
      overrideRules: [{ targetCluster: { clusterNames: [member] }, overriders: { plaintext } }],
    },
  };
}
