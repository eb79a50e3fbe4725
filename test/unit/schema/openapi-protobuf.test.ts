import { expect } from 'chai';
import { definitionsInProtobuf } from '../../../src/schema/openapi-protobuf.ts';

/** One field of a message: the tag of a length-delimited field, the length, and what is in it. */
function field(number: number, ...content: readonly (string | Buffer)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const tag = number * 8 + 2;
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length % 128) + 128, Math.floor(bytes.length / 128)];
  return Buffer.from([...(tag < 128 ? [tag] : [(tag % 128) + 128, 1]), ...length, ...bytes]);
}

describe('definitions of OpenAPI in protobuf', () => {
  it('are a document with nothing else in it', () => {
    const schema = {
      type: 'object',
      description: 'x'.repeat(200),
      required: ['a'],
      properties: {
        a: { $ref: '#/definitions/B' },
        b: { type: 'array', items: { type: 'string', format: 'int-or-string' } },
        c: { type: 'object', additionalProperties: { type: 'string', enum: ['x'] } },
        d: { allOf: [{ $ref: '#/definitions/B' }], default: {} },
      },
      'x-kubernetes-group-version-kind': [{ group: 'g', version: 'v1', kind: 'A' }],
    };
    const type = (name: string): Buffer => field(22, field(1, name));
    const property = (name: string, ...value: readonly Buffer[]): Buffer =>
      field(1, field(1, name), field(2, ...value));
    const reference = field(1, '#/definitions/B');
    const want = field(
      9,
      field(
        1,
        field(1, 'A'),
        field(
          2,
          field(4, 'x'.repeat(200)),
          field(19, 'a'),
          type('object'),
          field(
            25,
            property('a', reference),
            property('b', type('array'), field(23, field(1, field(2, 'int-or-string'), type('string')))),
            property('c', field(21, field(1, field(20, field(2, '"x"')), type('string'))), type('object')),
            property('d', field(5, field(2, '{}')), field(24, reference)),
          ),
          field(31, field(1, 'x-kubernetes-group-version-kind'), field(2, field(2, '[{"group":"g","version":"v1","kind":"A"}]'))),
        ),
      ),
    ); // prettier-ignore
    expect(definitionsInProtobuf(new Map([['A', schema]])).toString('hex')).to.equal(want.toString('hex'));
  });
});
