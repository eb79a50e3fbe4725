import { describeLens } from '../../../support/step-table.ts';

describeLens('keyed', '[{ keyed: { side: hub, map: spec.byName, list: spec.ports, key: name } }]', [
  {
    name: 'into a map',
    on: 'spoke',
    input: {
      spec: {
        ports: [
          { name: 'a', port: 1 },
          { port: 2, name: 'constructor' },
        ],
      },
    },
    output: { spec: { byName: { a: { port: 1 }, constructor: { port: 2 } } } },
  },
  {
    name: 'out of it',
    on: 'hub',
    input: { spec: { byName: { a: { port: 1 }, b: null } } },
    output: { spec: { ports: [{ name: 'a', port: 1 }, { name: 'b' }] } },
  },
  { name: 'empty', on: 'spoke', input: { spec: { ports: [] } }, output: { spec: { byName: {} } } },
  { name: 'empty, and back', on: 'hub', input: { spec: { byName: {} } }, output: { spec: { ports: [] } } },
  {
    name: 'the same key twice, no key, and one that no map can have',
    on: 'spoke',
    input: {
      spec: {
        ports: [{ name: 'a', port: 1 }, { name: 'a', port: 2 }, { port: 3 }, { name: null }, { name: '__proto__' }],
      },
    },
    output: { spec: { byName: { a: { port: 1 } } } },
    losses: ['spec.ports[1]', 'spec.ports[2]', 'spec.ports[3]', 'spec.ports[4]'],
  },
  {
    name: 'a field where the key goes',
    on: 'hub',
    input: { spec: { byName: { a: { name: 'b' } } } },
    output: { spec: { ports: [{ name: 'a' }] } },
    losses: ['spec.byName.a.name'],
  },
  {
    name: 'no list',
    on: 'spoke',
    input: { spec: { ports: {} } },
    error: 'spec.ports must be a list, but is an object',
  },
  {
    name: 'no object',
    on: 'spoke',
    input: { spec: { ports: [{ name: 'a' }, 'x'] } },
    error: 'spec.ports[1] must be an object, but is a string',
  },
  {
    name: 'a number as the key',
    on: 'spoke',
    input: { spec: { ports: [{ name: 1 }] } },
    error: 'spec.ports[0].name must be a string, but is a number',
  },
  { name: 'no map', on: 'hub', input: { spec: { byName: [] } }, error: 'spec.byName must be an object, but is a list' },
  {
    name: 'no object in the map',
    on: 'hub',
    input: { spec: { byName: { 'a/b': 1 } } },
    error: 'spec.byName["a/b"] must be an object, but is a number',
  },
]);
