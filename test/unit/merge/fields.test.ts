import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { whyUnmergeable } from '../../../src/merge/apply/check-config.ts';
import { lastAppliedFields } from '../../../src/merge/apply/last-applied.ts';
import { extractFields } from '../../../src/merge/fields/extract-fields.ts';
import { difference, intersection, isEmptySet, union } from '../../../src/merge/fields/field-set.ts';
import { fieldsOf } from '../../../src/merge/fields/fields-of.ts';
import { formatFieldsV1, formatPath, parseFieldsV1 } from '../../../src/merge/fields/fields-v1.ts';
import { withoutLeaves, withoutMembers } from '../../../src/merge/fields/remove-fields.ts';
import type { SchemaNode } from '../../../src/schema/node.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const POD = schemaOf('1.34', 'v1', 'Pod') as SchemaNode;
const A = 'k:{"name":"a"}';
const PORT = 'k:{"containerPort":80,"protocol":"TCP"}';
const inContainers = (fields: JsonObject): JsonObject => ({ 'f:spec': { 'f:containers': fields } });
const pod = (containers: readonly JsonObject[]): JsonObject => deepFreeze({ spec: { containers } });

describe('sets of fields', () => {
  const [left, right] = [
    { 'f:spec': { 'f:a': {}, 'f:b': { '.': {}, 'f:c': {} } } },
    { 'f:spec': { 'f:b': {}, 'f:d': {} } },
  ].map(parseFieldsV1) as [ReturnType<typeof parseFieldsV1>, ReturnType<typeof parseFieldsV1>];

  it('are united, intersected and subtracted, a field apart from what is inside it', () => {
    expect(formatFieldsV1(union(left, right))).to.deep.equal({
      'f:spec': { 'f:a': {}, 'f:b': { '.': {}, 'f:c': {} }, 'f:d': {} },
    });
    expect(formatFieldsV1(intersection(left, right))).to.deep.equal({ 'f:spec': { 'f:b': {} } });
    expect(formatFieldsV1(difference(left, right))).to.deep.equal({ 'f:spec': { 'f:a': {}, 'f:b': { 'f:c': {} } } });
    expect(isEmptySet(difference(left, left))).to.equal(true);
  });

  it('are empty where a member has written what is no set', () => {
    for (const text of [
      undefined,
      null,
      'x',
      [],
      { 'f:a': 1 },
      { 'k:{': {} },
      { 'k:1': {} },
      { 'v:{}': {} },
      { a: {} },
    ])
      expect(isEmptySet(parseFieldsV1(text))).to.equal(true);
  });

  it('have paths as API servers name them', () => {
    const path = ['f:spec', 'f:containers', PORT, 'f:command', 'v:"x"', 'i:0'];
    expect(formatPath(path)).to.equal('.spec.containers[containerPort=80,protocol="TCP"].command[="x"][0]');
  });
});

describe('the fields of an object', () => {
  const cases: { name: string; object: JsonObject; want: JsonObject }[] = [
    {
      name: 'are those of elements by their keys, one of which may be left out',
      object: pod([{ name: 'a', ports: [{ containerPort: 80 }], args: ['x'] }]),
      want: inContainers({
        [A]: { '.': {}, 'f:name': {}, 'f:args': {}, 'f:ports': { [PORT]: { '.': {}, 'f:containerPort': {} } } },
      }),
    },
    {
      name: 'are one where the schema says so',
      object: { spec: { nodeSelector: { a: 'b' }, affinity: { podAffinity: {} }, tolerations: [{ key: 'a' }] } },
      want: { 'f:spec': { 'f:nodeSelector': {}, 'f:affinity': { 'f:podAffinity': {} }, 'f:tolerations': {} } },
    },
    {
      name: 'are the elements of a set, and the keys of a map',
      object: { metadata: { finalizers: ['x'], labels: { a: 'b' } } },
      want: { 'f:metadata': { 'f:finalizers': { 'v:"x"': {} }, 'f:labels': { 'f:a': {} } } },
    },
    {
      name: 'are unknown ones too, and lists as one whose elements nothing tells apart',
      object: { spec: { later: { a: [1] }, containers: [{ image: 'x' }] } },
      want: { 'f:spec': { 'f:later': { '.': {}, 'f:a': {} }, 'f:containers': {} } },
    },
  ];
  for (const { name, object, want } of cases) {
    it(name, () => expect(formatFieldsV1(fieldsOf(object, POD))).to.deep.equal(want));
  }
});

describe('an object without fields', () => {
  const two = pod([{ name: 'a', image: 'x', args: ['y'] }, { name: 'b' }]);
  const cases: { name: string; set: JsonObject; want: JsonObject; members?: JsonObject }[] = [
    {
      name: 'keeps what tells an element apart',
      set: inContainers({ [A]: { 'f:name': {}, 'f:image': {} } }),
      want: pod([{ name: 'a', args: ['y'] }, { name: 'b' }]),
      members: pod([{ args: ['y'] }, { name: 'b' }]),
    },
    {
      name: 'has no element of which nothing else is left',
      set: inContainers({ [A]: { '.': {}, 'f:name': {}, 'f:image': {}, 'f:args': {} } }),
      want: pod([{ name: 'b' }]),
    },
    {
      name: 'keeps an element that somebody else has put there',
      set: inContainers({ [A]: { 'f:image': {}, 'f:args': {} } }),
      want: pod([{ name: 'a' }, { name: 'b' }]),
    },
    {
      name: 'has nothing that is empty then',
      set: inContainers({ [A]: {}, 'k:{"name":"b"}': {}, 'k:{"name":"z"}': {} }),
      want: {},
    },
  ];
  for (const { name, set, want, members = want } of cases) {
    it(name, () => {
      expect(withoutLeaves(two, parseFieldsV1(set))).to.deep.equal(want);
      expect(withoutMembers(two, parseFieldsV1(set))).to.deep.equal(members);
    });
  }
});

describe('a part of an object', () => {
  const whole = pod([{ name: 'a', image: 'x', args: ['y'], ports: [{ containerPort: 80, hostPort: 1 }], later: 1 }]);
  const cases: { name: string; set: JsonObject; want: JsonObject }[] = [
    { name: 'is nothing for no fields', set: {}, want: {} },
    {
      name: 'has the keys of elements, defaults included',
      set: inContainers({ [A]: { 'f:ports': { [PORT]: { 'f:hostPort': {} } } } }),
      want: pod([{ name: 'a', ports: [{ hostPort: 1, containerPort: 80, protocol: 'TCP' }] }]),
    },
    {
      name: 'has nothing that the schema does not know',
      set: inContainers({ [A]: { 'f:later': {}, 'f:image': {} }, 'k:{"name":"z"}': {} }),
      want: pod([{ name: 'a', image: 'x' }]),
    },
    {
      name: 'is whole where the set names the whole',
      set: { 'f:spec': {} },
      want: pod([{ name: 'a', image: 'x', args: ['y'], ports: [{ containerPort: 80, hostPort: 1 }] }]),
    },
  ];
  for (const { name, set, want } of cases) {
    it(name, () => expect(extractFields(whole, parseFieldsV1(set), POD)).to.deep.equal(want));
  }
});

describe('whyUnmergeable', () => {
  const cases: { config: JsonObject; want: string | undefined }[] = [
    { config: pod([{ name: 'a' }, { name: 'b' }]), want: undefined },
    {
      config: pod([{ name: 'a' }, { name: 'a' }]),
      want: 'spec.containers[1]: an element of the same {"name":"a"} is there already',
    },
    { config: pod([{}]), want: 'spec.containers[0]: nothing tells this element apart from others' },
    {
      config: pod([{ name: 'a', env: [{ value: 'x' }] }]),
      want: 'spec.containers[0].env[0]: nothing tells this element apart from others',
    },
    {
      config: { metadata: { finalizers: ['a', 'a'] } },
      want: 'metadata.finalizers[1]: an element of the same "a" is there already',
    },
    { config: { spec: { tolerations: [{}, {}], containers: 'x' } }, want: undefined },
  ];
  for (const { config, want } of cases) {
    it(want ?? `has nothing against ${JSON.stringify(config)}`, () => {
      expect(whyUnmergeable(config, POD)).to.equal(want);
    });
  }
});

describe('lastAppliedFields', () => {
  const config = { apiVersion: 'v1', spec: { hostname: 'a', subdomain: 'b' } };
  const live = (text: string): JsonObject => ({
    apiVersion: 'v1',
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text } },
    spec: { hostname: 'a', subdomain: 'changed' },
  });
  const cases: { name: string; object: JsonObject; want: JsonObject }[] = [
    {
      name: 'are those that have their value still',
      object: live(JSON.stringify(config)),
      want: { 'f:apiVersion': {}, 'f:spec': { 'f:hostname': {} } },
    },
    { name: 'are none of another version', object: live(JSON.stringify({ ...config, apiVersion: 'v2' })), want: {} },
    { name: 'are none of what is not JSON', object: live('{'), want: {} },
    { name: 'are none of an object that was never applied', object: { spec: {} }, want: {} },
  ];
  for (const { name, object, want } of cases) {
    it(name, () => expect(formatFieldsV1(lastAppliedFields(object, POD))).to.deep.equal(want));
  }
});
