import { describeLens } from '../../../support/step-table.ts';

const VALUES = 'values: { Fast: Parallel, Slow: OneByOne }';

describeLens('map', `[{ map: { field: spec.mode, ${VALUES} } }]`, [
  { name: 'a value', on: 'spoke', input: { spec: { mode: 'Fast' } }, output: { spec: { mode: 'Parallel' } } },
  { name: 'and back', on: 'hub', input: { spec: { mode: 'OneByOne' } }, output: { spec: { mode: 'Slow' } } },
  { name: 'another value', on: 'spoke', input: { spec: { mode: 'x' } }, output: { spec: { mode: 'x' } } },
  { name: 'absent', on: 'spoke', input: { spec: {} }, output: { spec: {} } },
  {
    name: 'what every object inherits',
    on: 'spoke',
    input: { spec: { mode: 'toString' } },
    output: { spec: { mode: 'toString' } },
  },
  {
    name: 'a value that means another one there',
    on: 'spoke',
    input: { spec: { mode: 'Parallel', a: 1 } },
    output: { spec: { a: 1 } },
    losses: ['spec.mode'],
  },
  {
    name: 'another type',
    on: 'hub',
    input: { spec: { mode: 1 } },
    error: 'spec.mode must be a string, but is a number',
  },
]);

describeLens('map, others are lost', `[{ map: { field: mode, ${VALUES}, other: lose, reason: no such mode } }]`, [
  { name: 'a value', on: 'hub', input: { mode: 'Parallel' }, output: { mode: 'Fast' } },
  { name: 'another value', on: 'hub', input: { mode: 'x' }, output: {}, losses: ['mode'] },
]);

describeLens(
  'map, others are refused',
  `[{ at: "a[*]", lens: [{ map: { field: mode, ${VALUES}, other: fail, reason: no such mode } }] }]`,
  [
    { name: 'a value', on: 'hub', input: { a: [{ mode: 'Parallel' }] }, output: { a: [{ mode: 'Fast' }] } },
    {
      name: 'another value',
      on: 'hub',
      input: { a: [{ mode: 'x' }] },
      code: 'CONVERSION_REFUSED',
      error: 'a[0].mode: no such mode',
    },
  ],
);
