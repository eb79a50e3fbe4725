import { describeLens } from '../../../support/step-table.ts';

describeLens('set', '[{ set: { side: hub, path: spec.a.mode, value: { kind: x } } }]', [
  { name: 'written', on: 'spoke', input: { spec: { b: 1 } }, output: { spec: { b: 1, a: { mode: { kind: 'x' } } } } },
  { name: 'taken off', on: 'hub', input: { spec: { a: { mode: { kind: 'x' } } } }, output: {} },
  {
    name: 'another value is lost',
    on: 'hub',
    input: { spec: { a: { mode: 1 }, b: 1 } },
    output: { spec: { b: 1 } },
    losses: ['spec.a.mode'],
  },
  { name: 'absent', on: 'hub', input: { spec: {} }, output: { spec: {} } },
  {
    name: 'a value in its place, which the version does not know, is lost',
    on: 'spoke',
    input: { spec: { a: { mode: 2 } } },
    output: { spec: { a: { mode: { kind: 'x' } } } },
    losses: ['spec.a.mode'],
  },
  { name: 'another type', on: 'spoke', input: { spec: 1 }, error: 'spec must be an object, but is a number' },
]);

describeLens('set, in the spoke', '[{ set: { side: spoke, path: a, value: 0 } }]', [
  { name: 'written', on: 'hub', input: {}, output: { a: 0 } },
  { name: 'taken off', on: 'spoke', input: { a: 0 }, output: {} },
]);
