import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { storedObject } from '../../../src/planner/stored-object.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const object: JsonObject = deepFreeze({ kind: 'A', spec: { list: [{ a: 1, b: 2 }, { a: 3 }], c: 4 }, kept: {} });

describe('storedObject', () => {
  const cases: readonly { name: string; dropped: readonly (readonly (string | number)[])[]; want: JsonObject }[] = [
    { name: 'is the object itself when nothing is dropped', dropped: [], want: object },
    {
      name: 'leaves out a field',
      dropped: [['spec', 'c']],
      want: { ...object, spec: { list: [{ a: 1, b: 2 }, { a: 3 }] } },
    },
    {
      name: 'leaves out fields of list items, which stay where they are',
      dropped: [
        ['spec', 'list', 0, 'a'],
        ['spec', 'list', 1, 'a'],
      ],
      want: { ...object, spec: { list: [{ b: 2 }, {}], c: 4 } },
    },
  ];
  for (const { name, dropped, want } of cases) {
    it(name, () => {
      const losses = dropped.map((keys) => ({ keys, path: keys.join('.'), value: null, reason: '' }));
      expect(storedObject(object, losses)).to.deep.equal(want);
    });
  }

  it('shares what it leaves alone', () => {
    const stored = storedObject(object, [{ keys: ['spec', 'c'], path: 'spec.c', value: 4, reason: '' }]);
    expect(stored.kept).to.equal(object.kept);
  });
});
