import { expect } from 'chai';
import { jsonEqual } from '../../../src/json/equal.ts';
import type { Json } from '../../../src/json/json.ts';

describe('jsonEqual', () => {
  const cases: readonly { name: string; a: Json | undefined; b: Json | undefined; want: boolean }[] = [
    { name: 'equal values', a: { a: [1, 'x', true] }, b: { a: [1, 'x', true] }, want: true },
    { name: 'keys in another order', a: { a: 1, b: 2 }, b: { b: 2, a: 1 }, want: true },
    { name: 'null and absent', a: { a: null }, b: {}, want: true },
    { name: 'null and undefined', a: null, b: undefined, want: true },
    { name: 'null in a list is an element', a: [null], b: [], want: false },
    { name: 'a list in another order', a: [1, 2], b: [2, 1], want: false },
    { name: 'a longer list', a: [1], b: [1, 2], want: false },
    { name: 'an empty list and no list', a: { a: [] }, b: {}, want: false },
    { name: 'an empty object and no object', a: { a: {} }, b: {}, want: false },
    { name: 'a list and an object', a: [], b: {}, want: false },
    { name: 'a number and its text', a: 1, b: '1', want: false },
    { name: 'zero and absent', a: { a: 0 }, b: {}, want: false },
    { name: 'long integers', a: 9007199254740993n, b: 9007199254740993n, want: true },
    { name: 'long integers that a double takes for one', a: 9007199254740993n, b: 9007199254740992n, want: false },
    { name: 'minus zero', a: -0, b: 0, want: true },
    { name: 'null where the other inherits the key', a: { constructor: null }, b: {}, want: true },
    { name: 'a value where the other inherits the key', a: { toString: 'x' }, b: {}, want: false },
  ];
  for (const { name, a, b, want } of cases) {
    it(`${name}: ${String(want)}`, () => expect([jsonEqual(a, b), jsonEqual(b, a)]).to.deep.equal([want, want]));
  }
});
