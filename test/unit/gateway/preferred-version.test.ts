import { expect } from 'chai';
import { preferNewest } from '../../../src/gateway/preferred-version.ts';
import type { AddedKind } from '../../../src/gateway/served-resource.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const version = (name: string): JsonObject => ({ groupVersion: `batch/${name}`, version: name });
const group = (names: readonly string[], preferred: string): JsonObject => ({
  name: 'batch',
  versions: names.map(version),
  preferredVersion: version(preferred),
});
const aggregated = (...names: readonly string[]): JsonObject => ({
  kind: 'APIGroupDiscoveryList',
  items: [{ metadata: { name: 'batch' }, versions: names.map((name) => ({ version: name, resources: [] })) }],
});

const CASES: readonly { name: string; added: readonly string[]; input: JsonObject; want: JsonObject }[] = [
  {
    name: 'is the newest where that is added',
    added: ['batch/v1'],
    input: { kind: 'APIGroup', ...group(['v1beta1', 'v1'], 'v1beta1') },
    want: { kind: 'APIGroup', ...group(['v1', 'v1beta1'], 'v1') },
  },
  {
    name: 'is so in a list of groups',
    added: ['batch/v1'],
    input: { kind: 'APIGroupList', groups: [group(['v1beta1', 'v1'], 'v1beta1')] },
    want: { kind: 'APIGroupList', groups: [group(['v1', 'v1beta1'], 'v1')] },
  },
  {
    name: 'is the first in the aggregated form',
    added: ['batch/v1'],
    input: aggregated('v1beta1', 'v1'),
    want: aggregated('v1', 'v1beta1'),
  },
  {
    name: 'stays where what is added is older',
    added: ['batch/v1beta1'],
    input: { kind: 'APIGroup', ...group(['v1', 'v1beta1'], 'v1') },
    want: { kind: 'APIGroup', ...group(['v1', 'v1beta1'], 'v1') },
  },
  {
    name: 'stays where the member itself has the newest, and prefers another',
    added: ['batch/v1alpha1'],
    input: { kind: 'APIGroup', ...group(['v1beta1', 'v1', 'v1alpha1'], 'v1beta1') },
    want: { kind: 'APIGroup', ...group(['v1beta1', 'v1', 'v1alpha1'], 'v1beta1') },
  },
  {
    name: 'is none in other documents',
    added: ['batch/v1'],
    input: { kind: 'APIResourceList', groupVersion: 'batch/v1', resources: [] },
    want: { kind: 'APIResourceList', groupVersion: 'batch/v1', resources: [] },
  },
];

describe('the preferred version', () => {
  for (const { name, added, input, want } of CASES) {
    it(name, () => {
      const kinds = added.map((apiVersion) => ({ apiVersion }) as AddedKind);
      expect(preferNewest(deepFreeze(input), kinds)).to.deep.equal(want);
    });
  }
});
