import { describeLens } from '../../../support/step-table.ts';

describeLens(
  'fail, with a field',
  '[{ at: "a[*]", lens: [{ fail: { side: hub, path: b.c, reason: it must not be lost } }] }]',
  [
    {
      name: 'absent',
      on: 'hub',
      input: { a: [{ b: {} }, { b: { c: null } }] },
      output: { a: [{ b: {} }, { b: { c: null } }] },
    },
    {
      name: 'present',
      on: 'hub',
      input: { a: [{}, { b: { c: 0 } }] },
      code: 'CONVERSION_REFUSED',
      error: 'a[1].b.c: it must not be lost',
    },
    { name: 'the other way', on: 'spoke', input: { a: [{ b: { c: 0 } }] }, output: { a: [{ b: { c: 0 } }] } },
  ],
);

describeLens(
  'fail, always',
  '[{ when: { field: type, equals: X }, lens: [{ fail: { side: spoke, reason: X is gone } }] }]',
  [
    { name: 'another', on: 'spoke', input: { type: 'Y' }, output: { type: 'Y' } },
    { name: 'this one', on: 'spoke', input: { type: 'X' }, code: 'CONVERSION_REFUSED', error: 'the object: X is gone' },
  ],
);
