import { expect } from 'chai';
import { isWithin, mergeChanges } from '../../../src/engine/merge-changes.ts';
import type { Json } from '../../../src/json/json.ts';

type Value = Json | undefined;

describe('mergeChanges', () => {
  const cases: readonly { name: string; written: Value; expected: Value; stored: Value; want: Value }[] = [
    { name: 'nothing changed: as written', written: 'a', expected: 'b', stored: 'b', want: 'a' },
    { name: 'dropped: as written', written: 'a', expected: 'a', stored: undefined, want: 'a' },
    { name: 'null is dropped as well', written: 'a', expected: 'a', stored: null, want: 'a' },
    { name: 'added: shown', written: undefined, expected: undefined, stored: 1, want: 1 },
    {
      name: 'added where the conversion lost a value: as written',
      written: 2,
      expected: undefined,
      stored: 1,
      want: 2,
    },
    { name: 'changed: shown', written: 'a', expected: 'a', stored: 'b', want: 'b' },
    { name: 'invented by the conversion: not shown', written: undefined, expected: 80, stored: 80, want: undefined },
    { name: 'invented, then changed by the member: shown', written: undefined, expected: 80, stored: 50, want: 50 },
    { name: 'another type: shown', written: { a: 1 }, expected: { a: 1 }, stored: 'x', want: 'x' },
    {
      name: 'a default beside a lost value: both',
      written: { kept: 1, lost: 2 },
      expected: { kept: 1 },
      stored: { kept: 1, added: 3 },
      want: { kept: 1, lost: 2, added: 3 },
    },
    {
      name: 'a default in an element of a list',
      written: [{ a: 1, lost: 2 }, { a: 3 }],
      expected: [{ a: 1 }, { a: 3 }],
      stored: [{ a: 1, d: 0 }, { d: 0 }],
      want: [
        { a: 1, lost: 2, d: 0 },
        { a: 3, d: 0 },
      ],
    },
    {
      name: 'a list of another length is a changed list',
      written: [1, 2],
      expected: [1, 2],
      stored: [1, 2, 3],
      want: [1, 2, 3],
    },
    {
      name: 'a list that the conversion shortens, with a default in it: as written',
      written: [{ a: 1 }, { a: 2 }],
      expected: [{ a: 1 }],
      stored: [{ a: 1, d: 0 }],
      want: [{ a: 1 }, { a: 2 }],
    },
    {
      name: 'a list that the conversion shortens, and the member changes: shown',
      written: [{ a: 1 }, { a: 2 }],
      expected: [{ a: 1 }],
      stored: [{ a: 9 }],
      want: [{ a: 9 }],
    },
    {
      name: 'a list in an order of the member: as written, each element with its own default',
      written: [
        { type: 'Resource', lost: 1 },
        { type: 'Pods', pods: {} },
      ],
      expected: [{ type: 'Resource' }, { type: 'Pods', pods: {} }],
      stored: [
        { type: 'Pods', pods: {}, d: 0 },
        { type: 'Resource', d: 1 },
      ],
      want: [
        { type: 'Resource', lost: 1, d: 1 },
        { type: 'Pods', pods: {}, d: 0 },
      ],
    },
    {
      name: 'elements without a common field are not mixed when the member reorders them',
      written: [{ a: 1 }, { b: 1 }],
      expected: [{ a: 1 }, { b: 1 }],
      stored: [{ b: 1 }, { a: 1 }],
      want: [{ a: 1 }, { b: 1 }],
    },
    {
      name: 'a list of which the member changed an element: shown, never a mixture',
      written: [{ type: 'Resource', lost: 1 }, { type: 'Pods' }],
      expected: [{ type: 'Resource' }, { type: 'Pods' }],
      stored: [{ type: 'Pods' }, { type: 'External' }],
      want: [{ type: 'Pods' }, { type: 'External' }],
    },
    { name: 'null in a list stays', written: [null, 1], expected: [null, 1], stored: [null, 1], want: [null, 1] },
    {
      name: 'keys of a JavaScript object are keys like any other',
      written: { constructor: 1 },
      expected: {},
      stored: { toString: 2 },
      want: { constructor: 1, toString: 2 },
    },
  ];
  for (const { name, want, ...forms } of cases) {
    it(name, () => expect(mergeChanges(forms)).to.deep.equal(want));
  }
});

describe('isWithin', () => {
  const whole = { a: { b: [1, { c: 2 }] }, d: 'x' };
  const cases: readonly { name: string; part: Value; want: boolean }[] = [
    { name: 'the same', part: whole, want: true },
    { name: 'less', part: { a: { b: [1, {}] }, d: null }, want: true },
    { name: 'nothing', part: undefined, want: true },
    { name: 'a key more', part: { ...whole, e: 1 }, want: false },
    { name: 'another value', part: { d: 'y' }, want: false },
    { name: 'a shorter list', part: { a: { b: [1] } }, want: false },
    { name: 'another type', part: { a: { b: 1 } }, want: false },
    { name: 'a key that only the prototype has', part: { toString: { x: 1 } }, want: false },
  ];
  for (const { name, part, want } of cases) {
    it(`${name}: ${String(want)}`, () => expect(isWithin(part, whole)).to.equal(want));
  }
});
