import { expect } from 'chai';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { nodeBuilder } from '../../../src/schema/build-nodes.ts';
import { droppedFields, knowsField } from '../../../src/schema/dropped-fields.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import type { PreparedType } from '../../../src/schema/prepared.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const definitions = new Map<string, PreparedType>([
  [
    'Tree',
    {
      fields: {
        name: 'string',
        size: 'quantity',
        raw: 'any',
        labels: { map: 'string' },
        children: { list: '#Tree' },
        named: { map: '#Tree' },
        open: { fields: { known: { fields: { a: 'string' } } }, open: true },
        nowhere: '#Missing',
      },
    },
  ],
  ['Circle', '#Circle'],
]);
const build = nodeBuilder((name) => definitions.get(name));
const tree = build('#Tree');

describe('droppedFields', () => {
  const cases: { name: string; object: JsonObject; want: [path: string, value: Json][] }[] = [
    {
      name: 'nothing of an object that the schema knows',
      object: { name: 'a', size: 1, labels: { x: 'y' } },
      want: [],
    },
    { name: 'a field', object: { name: 'a', height: 3 }, want: [['height', 3]] },
    {
      name: 'a subtree as one value',
      object: { trunk: { bark: { colour: 'brown' } } },
      want: [['trunk', { bark: { colour: 'brown' } }]],
    },
    {
      name: 'fields inside lists and maps, with where they are',
      object: { children: [{}, { a: 1 }], named: { 'x.y/z': { b: [] } } },
      want: [
        ['children[1].a', 1],
        ['named["x.y/z"].b', []],
      ],
    },
    {
      name: 'fields of a schema inside itself',
      object: { children: [{ children: [{ c: 1 }] }] },
      want: [['children[0].children[0].c', 1]],
    },
    { name: 'nothing for null', object: { height: null }, want: [] },
    {
      name: 'false, zero and empty text',
      object: { a: false, b: 0, c: '' },
      want: [
        ['a', false],
        ['b', 0],
        ['c', ''],
      ],
    },
    { name: 'nothing where anything may be', object: { raw: { a: { b: 1 } }, nowhere: { a: 1 } }, want: [] },
    {
      name: 'nothing of what is kept unknown, but inside what is known there',
      object: { open: { b: 1, known: { a: 'x', b: 1 } } },
      want: [['open.known.b', 1]],
    },
    {
      name: 'nothing of values with another type, which a server refuses',
      object: { name: { a: 1 }, children: { a: 1 }, named: [{ a: 1 }], open: 'x', labels: 1 },
      want: [],
    },
    {
      name: 'names from the prototype of objects',
      object: { constructor: 1, toString: 2 },
      want: [
        ['constructor', 1],
        ['toString', 2],
      ],
    },
  ];
  for (const { name, object, want } of cases) {
    it(`finds ${name}`, () => {
      const found = droppedFields(deepFreeze(object), tree);
      expect(found.map(({ path, value }) => [path, value])).to.deep.equal(want);
    });
  }

  it('says where a value is in keys and indexes too', () => {
    expect(droppedFields({ children: [{ a: 1 }] }, tree)[0]?.keys).to.deep.equal(['children', 0, 'a']);
  });

  it('checks metadata', () => {
    const pod = schemaOf('1.34', 'v1', 'Pod');
    const metadata = { name: 'a', labels: { x: 'y' }, lables: {}, ownerReferences: [{ uid: 'a', owner: true }] };
    const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [] } };
    const paths = pod && droppedFields(object, pod).map(({ path }) => path);
    expect(paths).to.deep.equal(['metadata.lables', 'metadata.ownerReferences[0].owner']);
  });

  it('ends for definitions that only refer to themselves', () => {
    expect(droppedFields({ a: 1 }, build('#Circle'))).to.deep.equal([]);
  });
});

describe('knowsField', () => {
  const cases = [
    { keys: ['children', 3, 'name'], want: true },
    { keys: ['named', 'x', 'size'], want: true },
    { keys: ['raw', 'x', 0], want: true },
    { keys: ['open', 'other'], want: true },
    { keys: ['open', 'known', 'other'], want: false },
    { keys: ['other'], want: false },
    { keys: ['name', 'x'], want: false },
    { keys: ['children', 'x'], want: false },
    { keys: ['named', 0], want: false },
  ];
  for (const { keys, want } of cases) {
    it(`${keys.join('.')}: ${String(want)}`, () => expect(knowsField(tree, keys)).to.equal(want));
  }
});
