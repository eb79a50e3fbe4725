import { expect } from 'chai';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { nameOf, objectsOf } from '../../../src/manifest/objects.ts';

describe('objectsOf', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod' };
  const failed = 'OBJECT_NOT_KUBERNETES';
  const cases: readonly { name: string; value: Json; want: readonly (Json | undefined)[] }[] = [
    { name: 'an object stands for itself', value: pod, want: [pod] },
    { name: 'a List stands for its items', value: { kind: 'List', items: [pod, pod] }, want: [pod, pod] },
    {
      name: 'lists inside lists are opened',
      value: { kind: 'List', items: [{ kind: 'List', items: [pod] }] },
      want: [pod],
    },
    { name: 'an empty list stands for nothing', value: { kind: 'List', items: [] }, want: [] },
    {
      name: 'items that are null are an empty list, as Go writes it',
      value: { kind: 'PodList', items: null },
      want: [],
    },
    {
      name: 'items of a typed list take its version and kind',
      value: { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: {} }] },
      want: [{ metadata: {}, apiVersion: 'v1', kind: 'Pod' }],
    },
    {
      name: 'a kind that only sounds like a list',
      value: { kind: 'AllowList', spec: {} },
      want: [{ kind: 'AllowList', spec: {} }],
    },
    { name: 'an item that is no object', value: { kind: 'List', items: [1, pod] }, want: [failed, pod] },
    { name: 'text', value: 'x', want: [failed] },
    { name: 'a JSON list', value: [pod], want: [failed] },
  ];
  for (const { name, value, want } of cases) {
    it(name, () => {
      const objects = [...objectsOf(value)].map((item) => (item.ok ? item.object : item.problem.code));
      expect(objects).to.deep.equal(want);
    });
  }
});

describe('nameOf', () => {
  const cases: readonly { object: JsonObject; want: string }[] = [
    { object: { kind: 'Pod', metadata: { name: 'a', namespace: 'b' } }, want: 'Pod b/a' },
    { object: { kind: 'Pod', metadata: { generateName: 'a-' } }, want: 'Pod a-' },
    { object: { metadata: 'x' }, want: 'object (without a name)' },
  ];
  for (const { object, want } of cases) it(want, () => expect(nameOf(object)).to.equal(want));
});
