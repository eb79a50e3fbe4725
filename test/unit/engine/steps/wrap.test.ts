import { describeLens } from '../../../support/step-table.ts';

describeLens('wrap', '[{ wrap: { side: hub, list: spec.hosts, field: spec.host } }]', [
  { name: 'into a list', on: 'spoke', input: { spec: { host: { a: 1 } } }, output: { spec: { hosts: [{ a: 1 }] } } },
  { name: 'out of it', on: 'hub', input: { spec: { hosts: ['a'] } }, output: { spec: { host: 'a' } } },
  {
    name: 'more are lost',
    on: 'hub',
    input: { spec: { hosts: ['a', 'b', 'c'] } },
    output: { spec: { host: 'a' } },
    losses: ['spec.hosts[1]', 'spec.hosts[2]'],
  },
  {
    name: 'an empty list is lost',
    on: 'hub',
    input: { spec: { hosts: [], x: 1 } },
    output: { spec: { x: 1 } },
    losses: ['spec.hosts'],
  },
  { name: 'null first', on: 'hub', input: { spec: { hosts: [null, 'b'] } }, output: {}, losses: ['spec.hosts'] },
  { name: 'absent', on: 'hub', input: { spec: {} }, output: { spec: {} } },
  {
    name: 'a list for a value',
    on: 'spoke',
    input: { spec: { host: [] } },
    error: 'spec.host must be a single value, but is a list',
  },
  {
    name: 'a value for a list',
    on: 'hub',
    input: { spec: { hosts: 'a' } },
    error: 'spec.hosts must be a list, but is a string',
  },
  {
    name: 'a list in the list',
    on: 'hub',
    input: { spec: { hosts: [['a']] } },
    error: 'spec.hosts[0] must be a single value, but is a list',
  },
]);

describeLens('wrap, at the same place', '[{ wrap: { side: spoke, list: a, field: a } }]', [
  { name: 'into a list', on: 'hub', input: { a: false }, output: { a: [false] } },
  { name: 'out of it', on: 'spoke', input: { a: [0] }, output: { a: 0 } },
]);
