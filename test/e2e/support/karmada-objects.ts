import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Binaries } from './binaries.ts';
import type { KubeObject } from './client.ts';

export interface WebhookAddress {
  readonly url: string;
  readonly caPem: string;
}

const AGGREGATED_SERVICE = 'karmada-aggregated-apiserver';
export const KARMADA_NAMESPACE = 'karmada-system';
/** Where the credentials of joined members are kept. */
export const CLUSTER_NAMESPACE = 'karmada-cluster';

/** Karmada's CRDs, some of which are converted by its webhook. */
export function karmadaCrds(binaries: Binaries, webhook: WebhookAddress): KubeObject[] {
  const text = readFileSync(binaries.karmadaCrds, 'utf8')
    .replaceAll('https://{{name}}.{{namespace}}.svc:443', webhook.url)
    .replaceAll('{{caBundle}}', base64(webhook.caPem));
  return JSON.parse(text) as KubeObject[];
}

/** Karmada's own webhook configurations. */
export function karmadaWebhooks(binaries: Binaries, webhook: WebhookAddress): KubeObject[] {
  const text = readFileSync(binaries.karmadaWebhooks, 'utf8')
    .replaceAll('https://karmada-webhook.karmada-system.svc:443', webhook.url)
    .replaceAll('{{caBundle}}', base64(webhook.caPem));
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

/** The Service by which the API server finds the aggregated one: an ExternalName needs neither DNS nor endpoints. */
export function aggregatedService(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: AGGREGATED_SERVICE, namespace: KARMADA_NAMESPACE },
    spec: { type: 'ExternalName', externalName: 'localhost' },
  };
}

export function aggregatedApiService(port: number): KubeObject {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1alpha1.cluster.karmada.io' },
    spec: {
      insecureSkipTLSVerify: true,
      group: 'cluster.karmada.io',
      version: 'v1alpha1',
      groupPriorityMinimum: 2000,
      versionPriority: 10,
      service: { name: AGGREGATED_SERVICE, namespace: KARMADA_NAMESPACE, port },
    },
  };
}

export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
