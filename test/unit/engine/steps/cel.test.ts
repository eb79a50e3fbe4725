import { describeLens } from '../../../support/step-table.ts';

describeLens('cel', `[{ cel: { from: spec.size, to: spec.text, up: "string(self)", down: "int(self)" } }]`, [
  { name: 'computed', on: 'spoke', input: { spec: { size: 3 } }, output: { spec: { text: '3' } } },
  { name: 'and back', on: 'hub', input: { spec: { text: '3' } }, output: { spec: { size: 3 } } },
  {
    name: 'exact digits',
    on: 'hub',
    input: { spec: { text: '9007199254740993' } },
    output: { spec: { size: 9007199254740993n } },
  },
  {
    name: 'what is not given back is lost',
    on: 'hub',
    input: { spec: { text: '+3' } },
    output: { spec: { size: 3 } },
    losses: ['spec.text'],
  },
  { name: 'absent', on: 'hub', input: { spec: {} }, output: { spec: {} } },
  {
    name: 'a failure',
    on: 'hub',
    input: { spec: { text: 'x' } },
    code: 'CEL_FAILED',
    error: 'spec.text: the expression int(self) fails: int() type error: cannot convert to int',
  },
  { name: 'another type', on: 'hub', input: { spec: [] }, error: 'spec must be an object, but is a list' },
]);

describeLens(
  'cel, with the whole object',
  `[{ at: "a[*]", lens: [{ cel: { from: n, to: n, up: "object.base + self", down: "self > object.base ? optional.of(self - object.base) : optional.none()" } }] }]`,
  [
    { name: 'computed', on: 'spoke', input: { base: 10, a: [{ n: 1 }, {}] }, output: { base: 10, a: [{ n: 11 }, {}] } },
    {
      name: 'no value',
      on: 'hub',
      input: { base: 10, a: [{ n: 3, x: 1 }] },
      output: { base: 10, a: [{ x: 1 }] },
      losses: ['a[0].n'],
    },
    {
      name: 'a failure has a place',
      on: 'spoke',
      input: { a: [{ n: 1 }] },
      code: 'CEL_FAILED',
      error: 'a[0].n: the expression object.base + self fails: No such key: base',
    },
  ],
);
