import { expect } from 'chai';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { strategicMerge } from '../../../src/merge/strategic/strategic-merge.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

function merged(apiVersion: string, kind: string, object: JsonObject, patch: JsonObject): JsonObject | string {
  const schema = schemaOf('1.34', apiVersion, kind);
  if (!schema) throw new Error(`${kind} has no schema`);
  const result = strategicMerge(deepFreeze(object), deepFreeze(patch), schema);
  return result.ok ? result.object : result.problem.message;
}

interface Case {
  readonly name: string;
  readonly object: JsonObject;
  readonly patch: JsonObject;
  /** The outcome, or a part of the message. */
  readonly want: JsonObject | string;
}

function table(
  apiVersion: string,
  kind: string,
  wrap: (inner: JsonObject) => JsonObject,
  cases: readonly Case[],
): void {
  for (const { name, object, patch, want } of cases) {
    it(name, () => {
      const outcome = merged(apiVersion, kind, wrap(object), wrap(patch));
      if (typeof want === 'string') expect(outcome).to.be.a('string').that.includes(want);
      else expect(outcome).to.deep.equal(wrap(want));
    });
  }
}

const list = (names: string, ...more: readonly JsonObject[]): readonly Json[] => [
  ...names.split('').map((name) => ({ name })),
  ...more,
];

/** Each outcome is what k8s.io/apimachinery v0.34.4 makes of the same, where that is not an error. */
describe('strategic merge', () => {
  describe('of objects', () => {
    table('apps/v1', 'Deployment', (spec) => ({ spec }), [
      {
        name: 'merges objects, and null removes',
        object: { replicas: 1, paused: true, template: { metadata: { labels: { a: '1', b: '2' } } } },
        patch: { replicas: 2, paused: null, template: { metadata: { labels: { b: null, c: '3' } } } },
        want: { replicas: 2, template: { metadata: { labels: { a: '1', c: '3' } } } },
      },
      {
        name: 'takes no null into what it adds',
        object: {},
        patch: { strategy: { type: 'Recreate', rollingUpdate: null } },
        want: { strategy: { type: 'Recreate' } },
      },
      {
        name: 'replaces an object that says so',
        object: { template: { metadata: { labels: { a: '1' } } } },
        patch: { template: { metadata: { labels: { $patch: 'replace', b: '2' } } } },
        want: { template: { metadata: { labels: { b: '2' } } } },
      },
      {
        name: 'empties an object that is to be deleted',
        object: { strategy: { type: 'Recreate' } },
        patch: { strategy: { $patch: 'delete' } },
        want: { strategy: {} },
      },
      { name: 'does not add what is to be deleted', object: {}, patch: { strategy: { $patch: 'delete' } }, want: {} },
      {
        name: 'keeps the fields that the patch retains, and no others',
        object: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
        patch: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
        want: { strategy: { type: 'Recreate' } },
      },
      {
        name: 'refuses a field that the patch does not retain',
        object: { strategy: {} },
        patch: { strategy: { $retainKeys: ['type'], rollingUpdate: {} } },
        want: 'spec.strategy: the patch has rollingUpdate, which $retainKeys does not name',
      },
      {
        name: 'refuses to retain what is no list',
        object: { strategy: {} },
        patch: { strategy: { $retainKeys: 'type' } },
        want: 'spec.strategy: $retainKeys is a list of fields',
      },
      {
        name: 'refuses another directive',
        object: { strategy: {} },
        patch: { strategy: { $patch: 'merge' } },
        want: 'spec.strategy: $patch is replace or delete',
      },
      {
        name: 'replaces what is of another type',
        object: { replicas: 1, strategy: 'x', selector: { matchLabels: 1 } },
        patch: { replicas: '2', strategy: { type: 'Recreate' }, selector: { matchLabels: { a: 'b' } } },
        want: { replicas: '2', strategy: { type: 'Recreate' }, selector: { matchLabels: { a: 'b' } } },
      },
      {
        name: 'merges objects that the schema does not know, and replaces lists',
        object: { later: { a: 1, list: [1, 2] } },
        patch: { later: { b: 2, list: [3] } },
        want: { later: { a: 1, b: 2, list: [3] } },
      },
    ]);
    table('policy/v1', 'PodDisruptionBudget', (spec) => ({ spec }), [
      {
        name: 'replaces an object that the schema says is replaced',
        object: { selector: { matchLabels: { a: '1' } } },
        patch: { selector: { matchLabels: { b: '2' } } },
        want: { selector: { matchLabels: { b: '2' } } },
      },
    ]);
  });

  describe('of lists of objects', () => {
    table('v1', 'Pod', (spec) => ({ spec }), [
      {
        name: 'merges by key, in the order of the patch as far as it names elements',
        object: { containers: [{ name: 'a', image: 'x', env: [{ name: 'K', value: '1' }] }, { name: 'b' }] },
        patch: { containers: [{ name: 'c' }, { name: 'a', image: 'y', env: [{ name: 'L', value: '2' }] }] },
        want: {
          containers: [
            { name: 'c' },
            { name: 'a', image: 'y', env: list('', { name: 'L', value: '2' }, { name: 'K', value: '1' }) },
            { name: 'b' },
          ],
        },
      },
      {
        name: 'deletes an element, and leaves one alone that is not there',
        object: { containers: list('ab') },
        patch: { containers: list('', { name: 'a', $patch: 'delete' }, { name: 'z', $patch: 'delete' }) },
        want: { containers: list('b') },
      },
      {
        name: 'replaces the whole list',
        object: { containers: list('ab') },
        patch: { containers: list('c', { $patch: 'replace' }) },
        want: { containers: list('c') },
      },
      {
        name: 'orders: those named as they are named, the others where they were',
        object: { containers: list('abcd') },
        patch: { '$setElementOrder/containers': list('dxb'), containers: [{ name: 'x', image: 'i' }] },
        want: { containers: list('acd', { name: 'x', image: 'i' }, { name: 'b' }) },
      },
      {
        name: 'orders a list of which nothing is changed',
        object: { containers: list('abc') },
        patch: { '$setElementOrder/containers': list('ca') },
        want: { containers: list('bca') },
      },
      {
        name: 'adds a list with its order',
        object: {},
        patch: { '$setElementOrder/containers': list('ba'), containers: list('ba') },
        want: { containers: list('ba') },
      },
      {
        name: 'has nothing to order',
        object: {},
        patch: { '$setElementOrder/containers': list('ba') },
        want: {},
      },
      {
        name: 'refuses elements in another order than the one that is wanted',
        object: { containers: list('ab') },
        patch: { '$setElementOrder/containers': list('ab'), containers: list('ba') },
        want: 'spec.containers: the elements of the patch are in another order than $setElementOrder',
      },
      {
        name: 'retains the fields of an element',
        object: { volumes: [{ name: 'v', emptyDir: {} }] },
        patch: { volumes: [{ name: 'v', $retainKeys: ['name', 'secret'], secret: { secretName: 's' } }] },
        want: { volumes: [{ name: 'v', secret: { secretName: 's' } }] },
      },
      {
        name: 'refuses an element without its key',
        object: { containers: list('a') },
        patch: { containers: [{ image: 'x' }] },
        want: 'spec.containers: an element has no name, which tells elements apart',
      },
      {
        name: 'names the path of what is inside an element',
        object: { containers: [{ name: 'a', ports: [{ containerPort: 1 }] }] },
        patch: { containers: [{ name: 'a', ports: [{ protocol: 'TCP' }] }] },
        want: 'spec.containers[a].ports: an element has no containerPort',
      },
      {
        name: 'refuses a list of different types',
        object: { containers: list('a') },
        patch: { containers: ['b'] },
        want: 'spec.containers: the elements are not all of one type',
      },
      {
        name: 'replaces a list that is not merged',
        object: { tolerations: [{ key: 'a' }] },
        patch: { tolerations: [{ key: 'b', value: null }] },
        want: { tolerations: [{ key: 'b' }] },
      },
      {
        name: 'merges into an empty list',
        object: { containers: [], initContainers: [] },
        patch: { containers: list('a'), initContainers: [] },
        want: { containers: list('a'), initContainers: [] },
      },
    ]);
  });

  describe('of lists of scalars', () => {
    table('v1', 'Pod', (metadata) => ({ metadata }), [
      {
        name: 'merges as a set',
        object: { finalizers: ['a', 'b'] },
        patch: { finalizers: ['c', 'a'] },
        want: { finalizers: ['c', 'a', 'b'] },
      },
      {
        name: 'deletes elements, and orders the others',
        object: { finalizers: ['a', 'b', 'c'] },
        patch: { '$deleteFromPrimitiveList/finalizers': ['b'], '$setElementOrder/finalizers': ['c', 'a'] },
        want: { finalizers: ['c', 'a'] },
      },
      {
        name: 'deletes from a list that is not there',
        object: {},
        patch: { '$deleteFromPrimitiveList/finalizers': ['b'] },
        want: {},
      },
      {
        name: 'refuses to delete what is no list',
        object: {},
        patch: { '$deleteFromPrimitiveList/finalizers': 'b' },
        want: 'metadata.finalizers: $deleteFromPrimitiveList is a list',
      },
      {
        name: 'refuses an order that is no list',
        object: {},
        patch: { '$setElementOrder/finalizers': 'b' },
        want: 'metadata.finalizers: $setElementOrder is a list',
      },
    ]);
  });
});
