import { describeLens } from '../../../support/step-table.ts';

const MOVE = 'lens: [{ move: { from: old, to: new } }]';

describeLens('when a field has a value', `[{ when: { field: spec.type, equals: A }, ${MOVE} }]`, [
  { name: 'it does', on: 'spoke', input: { spec: { type: 'A' }, old: 1 }, output: { spec: { type: 'A' }, new: 1 } },
  { name: 'and back', on: 'hub', input: { spec: { type: 'A' }, new: 1 }, output: { spec: { type: 'A' }, old: 1 } },
  { name: 'it does not', on: 'spoke', input: { spec: { type: 'B' }, old: 1 }, output: { spec: { type: 'B' }, old: 1 } },
  { name: 'it is absent', on: 'spoke', input: { old: 1 }, output: { old: 1 } },
]);

describeLens(
  'when a field is absent',
  `[{ when: { field: type, equals: null }, use: rename }]`,
  [
    { name: 'it is', on: 'spoke', input: { old: 1 }, output: { new: 1 } },
    { name: 'it is null', on: 'spoke', input: { type: null, old: 1 }, output: { type: null, new: 1 } },
    { name: 'it is not', on: 'hub', input: { type: 0, new: 1 }, output: { type: 0, new: 1 } },
  ],
  '  lenses:\n    rename: [{ move: { from: old, to: new } }]\n',
);

describeLens(
  'when an expression is true',
  `[{ when: { spoke: "has(self.old)", hub: "has(self.new) && self.new > 1" }, ${MOVE} }]`,
  [
    { name: 'it is', on: 'spoke', input: { old: 2 }, output: { new: 2 } },
    { name: 'and back', on: 'hub', input: { new: 2 }, output: { old: 2 } },
    { name: 'it is not', on: 'hub', input: { new: 1 }, output: { new: 1 } },
    {
      name: 'it fails',
      on: 'hub',
      input: { new: 'x' },
      code: 'CEL_FAILED',
      error: 'the expression has(self.new) && self.new > 1 fails: no such overload: dyn<string> > int',
    },
  ],
);

describeLens(
  'when an expression is no condition',
  `[{ at: a, lens: [{ when: { spoke: "1", hub: "'x'" }, ${MOVE} }] }]`,
  [
    {
      name: 'a number',
      on: 'spoke',
      input: { a: { old: 1 } },
      code: 'CEL_RESULT',
      error: 'what the expression 1 works on or gives cannot be used: a condition is true or false',
    },
  ],
);
