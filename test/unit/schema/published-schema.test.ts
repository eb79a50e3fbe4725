import { expect } from 'chai';
import { prepareSchema } from '../../../src/schema/prepare.ts';
import type { PreparedType } from '../../../src/schema/prepared.ts';
import { publishedSchema } from '../../../src/schema/published-schema.ts';

const V2 = { version: 'v2', reference: (definition: string) => `#/definitions/${definition}` } as const;

describe('the published form of a prepared schema', () => {
  const cases: readonly { name: string; type: PreparedType; want: object }[] = [
    { name: 'anything', type: 'any', want: {} },
    { name: 'a scalar', type: 'integer', want: { type: 'integer' } },
    { name: 'a number or a string', type: 'intOrString', want: { type: 'string', format: 'int-or-string' } },
    { name: 'a reference', type: '#A', want: { $ref: '#/definitions/A' } },
    {
      name: 'a list with keys',
      type: { list: '#A', keys: ['port', 'protocol'], mergeKey: 'port', merge: true },
      want: {
        type: 'array',
        items: { $ref: '#/definitions/A' },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['port', 'protocol'],
        'x-kubernetes-patch-merge-key': 'port',
        'x-kubernetes-patch-strategy': 'merge',
      },
    },
    { name: 'a map', type: { map: 'string' }, want: { type: 'object', additionalProperties: { type: 'string' } } },
    {
      name: 'an object',
      type: { fields: { a: 'string' }, open: true },
      want: {
        type: 'object',
        properties: { a: { type: 'string' } },
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
  ];
  for (const { name, type, want } of cases) {
    it(`of ${name} is read back as the same`, () => {
      const published = publishedSchema(type, V2);
      expect(published).to.deep.equal(want);
      expect(prepareSchema(published)).to.deep.equal(type);
    });
  }

  it('of an integer or text names both types in version 3', () => {
    const want = { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' };
    expect(publishedSchema('intOrString', { ...V2, version: 'v3' })).to.deep.equal(want);
  });

  it('of a scalar with some values lists them', () => {
    expect(publishedSchema({ scalar: 'string', values: ['a'] }, V2)).to.deep.equal({ type: 'string', enum: ['a'] });
  });
});
