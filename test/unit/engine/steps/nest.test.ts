import { describeLens } from '../../../support/step-table.ts';

describeLens('nest', '[{ nest: { side: hub, into: exact, fields: [name, size] } }]', [
  {
    name: 'the fields move into the object',
    on: 'spoke',
    input: { name: 'a', size: 1, x: 2 },
    output: { x: 2, exact: { name: 'a', size: 1 } },
  },
  {
    name: 'and out of it',
    on: 'hub',
    input: { exact: { name: 'a', size: 1 }, x: 2 },
    output: { x: 2, name: 'a', size: 1 },
  },
  { name: 'nothing to move', on: 'spoke', input: { x: 2 }, output: { x: 2 } },
  {
    name: 'what is unknown stays inside',
    on: 'hub',
    input: { exact: { name: 'a', y: 1 } },
    output: { exact: { y: 1 }, name: 'a' },
  },
  {
    name: 'a field in the place of another one is lost',
    on: 'hub',
    input: { exact: { name: 'a' }, name: 'b' },
    output: { name: 'a' },
    losses: ['name'],
  },
  { name: 'another type', on: 'hub', input: { exact: 'x' }, error: 'exact must be an object, but is a string' },
]);

describeLens(
  'nest of fields that every object inherits',
  '[{ nest: { side: hub, into: exact, fields: [constructor] } }]',
  [
    { name: 'nothing to move', on: 'spoke', input: { x: 2 }, output: { x: 2 } },
    { name: 'nothing to move out', on: 'hub', input: { exact: {} }, output: {} },
    { name: 'its own one moves', on: 'spoke', input: { constructor: 'a' }, output: { exact: { constructor: 'a' } } },
  ],
);
