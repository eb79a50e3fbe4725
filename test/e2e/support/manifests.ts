import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Binaries } from './binaries.ts';
import type { KubeObject } from './client.ts';
import { base64 } from './karmada-objects.ts';
import { kubectl } from './kubectl.ts';

const MANIFESTS = join(import.meta.dirname, '../../../manifests');

/** Where Karmorph is for an API server that shall call its webhooks. */
export interface KarmorphAddress {
  readonly url: string;
  readonly caPem: string;
}

/** The objects of a kustomization that the project ships, filled in as manifests/README.md says. */
export async function shippedManifests(
  binaries: Binaries,
  folder: 'adoption' | 'adoption-host' | 'host' | 'karmada' | 'managed-webhooks' | 'pull',
  address: KarmorphAddress,
): Promise<KubeObject[]> {
  const { code, stdout, stderr } = await kubectl(binaries, ['kustomize', join(MANIFESTS, folder)]);
  if (code !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  const text = stdout
    .replaceAll('${KARMORPH_CA_BUNDLE}', base64(address.caPem))
    .replaceAll('https://karmorph.karmorph-system.svc', address.url);
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

/** Whether an object registers webhooks. */
export function isWebhookConfiguration({ kind }: KubeObject): boolean {
  return kind?.endsWith('WebhookConfiguration') ?? false;
}
