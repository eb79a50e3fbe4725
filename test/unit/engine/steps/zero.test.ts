import { describeLens } from '../../../support/step-table.ts';

describeLens('zero, in the spoke', `[{ zero: { side: spoke, at: spec.a, always: { port: 0 }, omit: { name: "" } } }]`, [
  {
    name: 'both are taken off',
    on: 'spoke',
    input: { spec: { a: { port: 0, name: '', x: 1 } } },
    output: { spec: { a: { x: 1 } } },
  },
  {
    name: 'other values stay',
    on: 'spoke',
    input: { spec: { a: { port: 80, name: 'x' } } },
    output: { spec: { a: { port: 80, name: 'x' } } },
  },
  {
    name: 'what is always there is written',
    on: 'hub',
    input: { spec: { a: { x: 1 } } },
    output: { spec: { a: { x: 1, port: 0 } } },
  },
  {
    name: 'also in place of null',
    on: 'hub',
    input: { spec: { a: { port: null } } },
    output: { spec: { a: { port: 0 } } },
  },
  { name: 'a value is kept', on: 'hub', input: { spec: { a: { port: 80 } } }, output: { spec: { a: { port: 80 } } } },
  { name: 'no object, no fields', on: 'hub', input: { spec: {} }, output: { spec: {} } },
  { name: 'null is no object', on: 'hub', input: { spec: { a: null } }, output: { spec: { a: null } } },
  {
    name: 'another type',
    on: 'hub',
    input: { spec: { a: 'x' } },
    error: 'spec.a must be an object, but is a string',
  },
]);

describeLens('zero, in the hub', '[{ zero: { side: hub, always: { list: [], map: {} } } }]', [
  { name: 'written', on: 'spoke', input: {}, output: { list: [], map: {} } },
  { name: 'taken off', on: 'hub', input: { list: [], map: {} }, output: {} },
  { name: 'values stay', on: 'hub', input: { list: [1], map: { a: 1 } }, output: { list: [1], map: { a: 1 } } },
]);
