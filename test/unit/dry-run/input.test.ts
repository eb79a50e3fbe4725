import { expect } from 'chai';
import { readInput } from '../../../src/dry-run/input.ts';
import type { JsonObject } from '../../../src/json/json.ts';

const karmada = (kind: string, metadata: JsonObject, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'policy.karmada.io/v1alpha1',
  kind,
  metadata,
  spec,
});
const own = (kind: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'karmorph.io/v1alpha1',
  kind,
  metadata: { name: 'a' },
  spec,
});
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };

function told(...objects: readonly JsonObject[]): object {
  const { templates, policies, left, mistakes } = readInput(
    objects.map((object) => ({ object })),
    'shop',
  );
  const names = (all: readonly { readonly metadata: { readonly namespace: string; readonly name: string } }[]) =>
    all.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
  return {
    templates: templates.map(({ object }) => object.kind),
    propagation: names(policies.propagation),
    overrides: names(policies.overrides),
    conversion: policies.conversion.map(({ title }) => title),
    left,
    mistakes: mistakes.map(({ reason }) => reason),
  };
}

describe('readInput', () => {
  const nothing = { templates: [], propagation: [], overrides: [], conversion: [], left: 0, mistakes: [] };
  const cases: readonly { name: string; input: readonly JsonObject[]; want: object }[] = [
    { name: 'a template', input: [pod], want: { templates: ['Pod'] } },
    {
      name: 'policies, in the namespace that they name or are applied to',
      input: [
        karmada('PropagationPolicy', { name: 'a', namespace: 'own' }),
        karmada('PropagationPolicy', { name: 'b' }),
        karmada('OverridePolicy', { name: 'c' }, { overrideRules: [] }),
      ],
      want: { propagation: ['own/a', 'shop/b'], overrides: ['shop/c'] },
    },
    {
      name: 'policies without a namespace, whatever they name',
      input: [
        karmada('ClusterPropagationPolicy', { name: 'a', namespace: 'x' }),
        karmada('ClusterOverridePolicy', { name: 'b' }),
      ],
      want: { propagation: ['/a'], overrides: ['/b'] },
    },
    {
      name: 'the last of two policies with the same name',
      input: [
        karmada('PropagationPolicy', { name: 'a' }),
        karmada('PropagationPolicy', { name: 'a' }, { priority: 7 }),
      ],
      want: { propagation: ['shop/a'] },
    },
    {
      name: 'conversion policies',
      input: [own('ConversionPolicy', { onLoss: 'Deny' }), own('ClusterConversionPolicy', {})],
      want: { conversion: ['ConversionPolicy shop/a', 'ClusterConversionPolicy a'] },
    },
    {
      name: 'what else stays on the control plane',
      input: [
        karmada('FederatedResourceQuota', { name: 'a' }),
        { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster' },
        { apiVersion: 'karmorph.io/v1alpha1', kind: 'ConversionRule' },
      ],
      want: { left: 3 },
    },
    {
      name: 'a group of somebody else as templates',
      input: [{ apiVersion: 'notkarmada.io/v1', kind: 'PropagationPolicy' }],
      want: { templates: ['PropagationPolicy'] },
    },
    {
      name: 'what cannot be read as mistakes',
      input: [
        karmada('PropagationPolicy', { name: 'a' }, { resourceSelectors: 'x' }),
        { apiVersion: 'policy.karmada.io/v1alpha1', kind: 'OverridePolicy' },
        own('ClusterConversionPolicy', { onLos: 'Deny' }),
      ],
      want: {
        mistakes: [
          'spec.resourceSelectors: Invalid input: expected array, received string',
          'metadata: Invalid input: expected object, received undefined',
          'spec.onLos: is not a field here; correct or remove it',
        ],
      },
    },
  ];
  for (const { name, input, want } of cases) {
    it(`reads ${name}`, () => expect(told(...input)).to.deep.equal({ ...nothing, ...want }));
  }
});
