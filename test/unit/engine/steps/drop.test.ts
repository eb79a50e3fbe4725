import { describeLens } from '../../../support/step-table.ts';

describeLens('drop', '[{ drop: { side: hub, path: spec.a.mode, reason: v1beta1 has no modes } }]', [
  {
    name: 'the field is lost',
    on: 'hub',
    input: { spec: { a: { mode: 'x' }, b: 1 } },
    output: { spec: { b: 1 } },
    losses: ['spec.a.mode'],
  },
  {
    name: 'zero values are values',
    on: 'hub',
    input: { spec: { a: { mode: 0 } } },
    output: {},
    losses: ['spec.a.mode'],
  },
  {
    name: 'null is absent',
    on: 'hub',
    input: { spec: { a: { mode: null, x: 1 } } },
    output: { spec: { a: { x: 1 } } },
  },
  { name: 'an absent field', on: 'hub', input: { spec: { a: {} } }, output: { spec: { a: {} } } },
  {
    name: 'the other way nothing happens',
    on: 'spoke',
    input: { spec: { a: { mode: 1 } } },
    output: { spec: { a: { mode: 1 } } },
  },
  { name: 'another type', on: 'hub', input: { spec: { a: [] } }, error: 'spec.a must be an object, but is a list' },
]);

describeLens('drop, in the spoke', '[{ drop: { side: spoke, path: old, reason: v1 has it no more } }]', [
  { name: 'lost', on: 'spoke', input: { old: [1] }, output: {}, losses: ['old'] },
  { name: 'the other way nothing happens', on: 'hub', input: { old: 1 }, output: { old: 1 } },
]);
