import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { droppedFields } from '../../../src/schema/dropped-fields.ts';
import { isKeptByAll } from '../../../src/schema/kept-by-all.ts';
import type { SchemaNode } from '../../../src/schema/node.ts';
import { packagedMinors, schemaOf } from '../../../src/schema/packaged.ts';

const text: SchemaNode = { kind: 'scalar', type: 'string' };
const any: SchemaNode = { kind: 'any' };
const object = (fields: Readonly<Record<string, SchemaNode>>, more: object = {}): SchemaNode => ({
  kind: 'object',
  fields: new Map(Object.entries(fields)),
  required: new Set(),
  preserveUnknown: false,
  ...more,
});
const list = (items: SchemaNode): SchemaNode => ({ kind: 'list', items });
const map = (values: SchemaNode): SchemaNode => ({ kind: 'map', values });

describe('isKeptByAll', () => {
  const [a, ab] = [object({ a: text }), object({ a: text, b: text })];
  const cases: readonly { name: string; value: JsonObject; schemas: readonly SchemaNode[]; want: boolean }[] = [
    { name: 'a field that all know', value: { a: 'x' }, schemas: [a, ab], want: true },
    { name: 'a field that one does not know', value: { b: 'x' }, schemas: [a, ab], want: false },
    { name: 'a field that nobody knows', value: { c: 'x' }, schemas: [a, ab], want: false },
    { name: 'a field that is null', value: { b: null }, schemas: [a, ab], want: true },
    { name: 'no schema', value: { c: 1 }, schemas: [], want: true },
    { name: 'a schema that allows anything', value: { c: { d: 1 } }, schemas: [object({ c: any })], want: true },
    {
      name: 'an unknown field that those keep who do not know it',
      value: { b: 'x', c: 'x' },
      schemas: [object({ a: text }, { preserveUnknown: true }), object({ b: text }, { preserveUnknown: true })],
      want: true,
    },
    {
      name: 'what is below a field that another keeps unknown',
      value: { b: { c: 1 } },
      schemas: [object({}, { preserveUnknown: true }), object({ b: object({}) })],
      want: false,
    },
    {
      name: 'a field behind a gate',
      value: { a: 'x' },
      schemas: [a, object({ a: text }, { gated: new Map([['a', 'Gate']]) })],
      want: false,
    },
    {
      name: 'a value that changes nothing where it is dropped',
      value: { b: 'x' },
      schemas: [object({ a: text }, { neutral: new Map([['b', ['x']]]) }), ab],
      want: true,
    },
    {
      name: 'another value of that field',
      value: { b: 'y' },
      schemas: [object({ a: text }, { neutral: new Map([['b', ['x']]]) }), ab],
      want: false,
    },
    {
      name: 'an item of a list',
      value: { l: [{ a: 'x' }, { b: 'x' }] },
      schemas: [object({ l: list(a) }), object({ l: list(ab) })],
      want: false,
    },
    {
      name: 'items that are kept',
      value: { l: [{ a: 'x' }] },
      schemas: [object({ l: list(a) }), object({ l: list(ab) })],
      want: true,
    },
    {
      name: 'a value of a map',
      value: { m: { k: { b: 'x' } } },
      schemas: [object({ m: map(ab) }), object({ m: map(a) })],
      want: false,
    },
    {
      name: 'a value of another type',
      value: { l: { b: 'x' }, m: [1] },
      schemas: [object({ l: list(a), m: map(a) })],
      want: true,
    },
    {
      name: 'types that are unlike',
      value: { l: [1] },
      schemas: [object({ l: list(a) }), object({ l: map(a) })],
      want: false,
    },
  ];
  for (const { name, value, schemas, want } of cases) {
    it(`is ${String(want)} for ${name}`, () => {
      expect(isKeptByAll(value, schemas)).to.equal(want);
      if (want) for (const schema of schemas) expect(droppedFields(value, schema)).to.deep.equal([]);
    });
  }

  it('agrees with what each minor drops of an object', () => {
    const containers = [{ name: 'a', image: 'b', startupProbe: {}, restartPolicy: 'Always' }];
    const specs = [{}, { containers }, { containers, hostUsers: false }, { initContainers: containers, nodeName: 'n' }];
    const minors = packagedMinors();
    for (const [index, spec] of specs.entries()) {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec };
      for (const [at, minor] of minors.entries()) {
        const schemas = minors.slice(at).flatMap((each) => schemaOf(each, 'v1', 'Pod') ?? []);
        const dropped = schemas.some((schema) => droppedFields(pod, schema).length > 0);
        expect(isKeptByAll(pod, schemas), `${minor}, ${String(index)}`).to.equal(!dropped);
      }
    }
  });
});
