import type { JsonObject } from '../../src/json/json.ts';
import { encodeJson } from '../../src/json/encode.ts';
import { readCorpus } from '../upstream/corpus.ts';
import type { Work } from './kubernetes-code.ts';

/** Every conversion of the corpus that both sides know, which leaves out what is newer than Kubernetes 1.34. */
export function corpusWork(): readonly Work[] {
  return readCorpus()
    .filter(({ release }) => release === 'live')
    .flatMap(({ to, cases }) =>
      cases.filter(({ expected }) => expected).map(({ input }) => ({ to, text: encodeJson(input) })),
    );
}

const INGRESS = 'networking.k8s.io/v1';
const OLD_INGRESS = 'networking.k8s.io/v1beta1';

/** A list of distinct Ingresses of about 10 kB each, the size that KEP-95 measures conversion webhooks with. */
export function largeList(count: number): Work {
  const text = JSON.stringify({ apiVersion: INGRESS, kind: 'IngressList', metadata: {}, items: ingresses(count) });
  return { to: OLD_INGRESS, text };
}

/** The same objects as a ConversionReview. */
export function largeReview(count: number): Buffer {
  const request = { uid: 'u', desiredAPIVersion: OLD_INGRESS, objects: ingresses(count) };
  return Buffer.from(JSON.stringify({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', request }));
}

function ingresses(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => largeIngress(index));
}

export function largeIngress(index: number): JsonObject {
  const paths = Array.from({ length: 70 }, (_, path) => ({
    path: `/shop-${String(index)}/section-${String(path)}`,
    pathType: 'Prefix',
    backend: { service: { name: `backend-${String(path)}-of-${String(index)}`, port: { number: 8000 + path } } },
  }));
  return {
    apiVersion: INGRESS,
    kind: 'Ingress',
    metadata: { name: `shop-${String(index)}`, namespace: 'shops', labels: { app: 'shop' } },
    spec: { ingressClassName: 'nginx', rules: [{ host: `shop-${String(index)}.example.com`, http: { paths } }] },
  };
}
