import type { KubeObject } from '../../e2e/support/client.ts';
import { autoscaler, cronJob, ingress } from '../../e2e/support/templates.ts';

/** Of the group's preferred version, which is the member's own, kubectl asks unless it is told another. */
export const RESOURCES = {
  Ingress: 'ingresses.v1.networking.k8s.io',
  CronJob: 'cronjobs.v1.batch',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers.v2.autoscaling',
} as const;

const MAKERS = [ingress, cronJob, autoscaler];
export const ALL = Object.values(RESOURCES).join(',');

/** The objects of a name, one of each kind, in versions that the old servers lack. */
export function named(name: string): readonly string[] {
  return Object.values(RESOURCES).map((resource) => `${resource}/${name}`);
}

/** The same as a list, with labels. */
export function manifest(name: string, change: (object: KubeObject) => KubeObject = (object) => object): object {
  const items = MAKERS.map((make) => withoutNamespace(make('unused', name))).map(change);
  return { apiVersion: 'v1', kind: 'List', items };
}

/** What a user edits in the file. */
export function edited(object: KubeObject): KubeObject {
  const changes: Readonly<Record<string, object>> = {
    Ingress: { ingressClassName: 'nginx', tls: null },
    CronJob: { schedule: '5 4 * * *', suspend: true },
    HorizontalPodAutoscaler: { maxReplicas: 12, minReplicas: 3 },
  };
  return { ...object, spec: withoutNulls({ ...object.spec, ...changes[object.kind ?? ''] }) };
}

/** As the makers of files do, the namespace is left to the command line. */
function withoutNamespace({ metadata, ...rest }: KubeObject): KubeObject {
  const { name } = metadata;
  return { ...rest, metadata: { name, labels: { ...metadata.labels, app: name, by: 'file' } } };
}

function withoutNulls(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null));
}
