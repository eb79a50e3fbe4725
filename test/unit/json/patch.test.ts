import { expect } from 'chai';
import fastJsonPatch from 'fast-json-patch';
import type { JsonObject } from '../../../src/json/json.ts';
import { jsonPatch } from '../../../src/json/patch.ts';

describe('jsonPatch', () => {
  const big = 12345678901234567890n;
  const cases: readonly { name: string; before: JsonObject; after: JsonObject; want: unknown }[] = [
    { name: 'nothing for equal objects', before: { a: [1, { b: 2 }] }, after: { a: [1, { b: 2 }] }, want: [] },
    {
      name: 'escapes slashes in paths',
      before: { 'a/b': 1 },
      after: {},
      want: [{ op: 'remove', path: '/a~1b' }],
    },
    {
      name: 'adds an object that holds a long integer',
      before: {},
      after: { a: { b: [big] } },
      want: [{ op: 'add', path: '/a', value: { b: [big] } }],
    },
    {
      name: 'replaces a long integer',
      before: { a: big },
      after: { a: big + 1n },
      want: [{ op: 'replace', path: '/a', value: big + 1n }],
    },
    { name: 'finds equal long integers equal', before: { a: big }, after: { a: big }, want: [] },
  ];
  for (const { name, before, after, want } of cases) {
    it(name, () => expect(jsonPatch(before, after)).to.deep.equal(want));
  }

  it('gives a patch that applies', () => {
    const before = { spec: { rules: [{ a: 1 }, { b: 2 }], keep: true } };
    const after = { spec: { rules: [{ b: 2 }], added: { x: null } } };
    const patch = jsonPatch(before, after) as unknown as fastJsonPatch.Operation[];
    expect(fastJsonPatch.applyPatch(structuredClone(before), patch).newDocument).to.deep.equal(after);
    expect(before.spec.rules).to.have.length(2);
  });
});
