import { expect } from 'chai';
import { isPatchType, parsePatch } from '../../../src/gateway/patch.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_MERGE_PATCH = 'application/strategic-merge-patch+json';

function apply(type: string, object: JsonObject, patch: Json, limit = 10_000): unknown {
  const parsed = parsePatch(type, Buffer.from(encodeJson(patch)), { schema: undefined, limit });
  const result = parsed.ok ? parsed.patch(deepFreeze(object)) : parsed;
  return result.ok ? result.object : result.problem.code;
}

describe('merge patch', () => {
  // RFC 7386, appendix A, as far as both sides are objects.
  const cases: { object: JsonObject; patch: JsonObject; want: JsonObject }[] = [
    { object: { a: 'b' }, patch: { a: 'c' }, want: { a: 'c' } },
    { object: { a: 'b' }, patch: { b: 'c' }, want: { a: 'b', b: 'c' } },
    { object: { a: 'b' }, patch: { a: null }, want: {} },
    { object: { a: 'b', b: 'c' }, patch: { a: null }, want: { b: 'c' } },
    { object: { a: ['b'] }, patch: { a: 'c' }, want: { a: 'c' } },
    { object: { a: 'c' }, patch: { a: ['b'] }, want: { a: ['b'] } },
    { object: { a: { b: 'c' } }, patch: { a: { b: 'd', c: null } }, want: { a: { b: 'd' } } },
    { object: { a: [{ b: 'c' }] }, patch: { a: [1] }, want: { a: [1] } },
    { object: { e: null }, patch: { a: 1 }, want: { e: null, a: 1 } },
    { object: {}, patch: { a: { bb: { ccc: null } } }, want: { a: { bb: {} } } },
  ];
  for (const { object, patch, want } of cases) {
    it(`${JSON.stringify(object)} with ${JSON.stringify(patch)}`, () => {
      expect(apply(MERGE_PATCH, object, patch)).to.deep.equal(want);
    });
  }
});

describe('JSON patch', () => {
  const cases: { name: string; object: JsonObject; patch: Json; want: JsonObject | string }[] = [
    { name: 'appends', object: { a: [1] }, patch: [{ op: 'add', path: '/a/-', value: 2 }], want: { a: [1, 2] } },
    {
      name: 'copies',
      object: { a: { b: 1 } },
      patch: [{ op: 'copy', from: '/a', path: '/c' }],
      want: { a: { b: 1 }, c: { b: 1 } },
    },
    { name: 'moves', object: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/b' }], want: { b: 1 } },
    {
      name: 'unescapes',
      object: { 'a/b': 1, 'c~d': 2 },
      patch: [
        { op: 'remove', path: '/a~1b' },
        { op: 'replace', path: '/c~0d', value: 3 },
      ],
      want: { 'c~d': 3 },
    },
    {
      name: 'replaces the whole',
      object: { a: 1 },
      patch: [{ op: 'replace', path: '', value: { b: 2 } }],
      want: { b: 2 },
    },
    {
      name: 'keeps large integers',
      object: { a: 2n ** 60n },
      patch: [{ op: 'add', path: '/b', value: 1 }],
      want: { a: 2n ** 60n, b: 1 },
    },
    {
      name: 'refuses a whole that is no object',
      object: {},
      patch: [{ op: 'replace', path: '', value: 1 }],
      want: 'PATCH_NOT_APPLICABLE',
    },
    {
      name: 'refuses an unknown operation',
      object: {},
      patch: [{ op: 'invent', path: '/a' }],
      want: 'PATCH_NOT_APPLICABLE',
    },
    {
      name: 'refuses an index that is not there',
      object: { a: [] },
      patch: [{ op: 'add', path: '/a/3', value: 1 }],
      want: 'PATCH_NOT_APPLICABLE',
    },
    { name: 'refuses an operation that is no object', object: {}, patch: ['x'], want: 'PATCH_SYNTAX' },
    {
      name: 'refuses too many operations',
      object: {},
      patch: Array.from({ length: 10_001 }, () => ({ op: 'test', path: '', value: {} })),
      want: 'PATCH_SYNTAX',
    },
    {
      name: 'refuses to nest without end',
      object: { a: {} },
      patch: Array.from({ length: 300 }, (_, depth) => ({ op: 'add', path: '/a'.repeat(depth + 2), value: {} })),
      want: 'JSON_TOO_DEEP',
    },
    {
      name: 'refuses to become larger than a request may be',
      object: { a: 'x'.repeat(6_000) },
      patch: [{ op: 'copy', from: '/a', path: '/b' }],
      want: 'REQUEST_TOO_LARGE',
    },
  ];
  for (const { name, object, patch, want } of cases) {
    it(name, () => expect(apply(JSON_PATCH, object, patch)).to.deep.equal(want));
  }

  it('can be applied more than once', () => {
    const parsed = parsePatch(
      JSON_PATCH,
      Buffer.from('[{"op":"add","path":"/a","value":{}},{"op":"add","path":"/a/b","value":1}]'),
      { schema: undefined, limit: 1000 },
    );
    const results = [1, 2].map(() => parsed.ok && parsed.patch({}));
    expect(results[1]).to.deep.equal({ ok: true, object: { a: { b: 1 } } });
    expect(results[0]).to.deep.equal(results[1]);
  });
});

describe('isPatchType', () => {
  const types = [JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, 'application/apply-patch+yaml'];

  it('knows the patches that need no schema', () => {
    expect(types.map((type) => isPatchType(type, { schema: undefined }))).to.deep.equal([true, true, false, false]);
  });

  it('knows the one that does', () => {
    const schema = schemaOf('1.34', 'apps/v1', 'Deployment');
    expect(types.map((type) => isPatchType(type, { schema }))).to.deep.equal([true, true, true, false]);
  });
});
