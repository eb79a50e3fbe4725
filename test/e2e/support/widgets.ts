import { expect } from 'chai';
import { after } from 'mocha';
import type { Client, KubeObject } from './client.ts';
import { expectCondition } from './conditions.ts';
import { eventually } from './eventually.ts';

/** A group of a test's own: CRDs of one run do not get into each other's way. */
export interface WidgetCrd {
  readonly group: string;
  /** By version, the properties of its spec. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly storage: string;
  readonly scale?: { readonly specReplicasPath: string; readonly statusReplicasPath: string };
  /** Where the conversion webhook is, and its CA in base64. */
  readonly webhook?: { readonly url: string; readonly caBundle: string };
}

export const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A CustomResourceDefinition of a namespaced kind Widget. */
export function widgetCrd({ group, versions, storage, scale, webhook }: WidgetCrd): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', singular: 'widget' },
      ...(webhook && {
        conversion: {
          strategy: 'Webhook',
          webhook: { conversionReviewVersions: ['v1'], clientConfig: webhook },
        },
      }),
      versions: Object.entries(versions).map(([name, properties]) => ({
        name,
        served: true,
        storage: name === storage,
        subresources: { status: {}, ...(scale && { scale }) },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      })),
    },
  };
}

/** Makes a CRD, and waits until it is served. */
export async function establish(client: Client, crd: KubeObject): Promise<void> {
  await client.post(CRDS, crd);
  await eventually(`${crd.metadata.name} is served`, async () =>
    expectCondition(await client.get(`${CRDS}/${crd.metadata.name}`), 'Established'),
  );
}

export const CONVERSION_RULES = '/apis/karmorph.io/v1alpha1/conversionrules';

/** A ConversionRule for Widgets of a group. */
export function widgetRule(group: string, hub: string, spokes: readonly object[]): KubeObject {
  return {
    apiVersion: 'karmorph.io/v1alpha1',
    kind: 'ConversionRule',
    metadata: { name: `widgets.${group}` },
    spec: { kind: 'Widget', hub: `${group}/${hub}`, spokes },
  };
}

/** The condition Accepted of a rule, once Karmorph has judged this generation of it. */
export async function judged(client: Client, name: string, generation?: number): Promise<Record<string, unknown>> {
  return eventually(`${name} is judged`, async () => {
    const rule = await client.get(`${CONVERSION_RULES}/${name}`);
    const conditions = (rule.status?.['conditions'] ?? []) as Record<string, unknown>[];
    const accepted = conditions.find(({ type }) => type === 'Accepted');
    expect(accepted?.['observedGeneration']).to.equal(generation ?? rule.metadata.generation);
    return accepted!;
  });
}

/** Takes objects off an API server after the tests of the enclosing suite, whatever became of them. */
export function useCleanUp(client: () => Client, paths: readonly string[]): void {
  after('without the objects of this suite', async () => {
    for (const path of paths) if (await client().find(path)) await client().delete(path);
  });
}
