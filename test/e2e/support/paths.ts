import type { KubeObject } from './client.ts';

const PLURALS: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  PropagationPolicy: 'propagationpolicies',
  OverridePolicy: 'overridepolicies',
  PodDisruptionBudget: 'poddisruptionbudgets',
  ResourceBinding: 'resourcebindings',
};

/** The path of a collection of namespaced objects, in one version. */
export function collectionPath(apiVersion: string, kind: string, namespace: string): string {
  const plural = PLURALS[kind];
  if (!plural) throw new Error(`no plural is known for ${kind}`);
  return `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
}

/** The path of one namespaced object, in its own version or another. */
export function objectPath({ apiVersion, kind, metadata }: KubeObject, otherVersion?: string): string {
  const collection = collectionPath(otherVersion ?? apiVersion!, kind!, metadata.namespace!);
  return `${collection}/${metadata.name}`;
}

/** The path of the binding that Karmada makes for a template. */
export function bindingPath(template: KubeObject): string {
  const name = `${template.metadata.name}-${template.kind!.toLowerCase()}`;
  return `${collectionPath('work.karmada.io/v1alpha2', 'ResourceBinding', template.metadata.namespace!)}/${name}`;
}
