import { describeLens } from '../../../support/step-table.ts';

describeLens('union', '[{ union: { field: spec.port, integer: spec.target.number, string: spec.target.name } }]', [
  { name: 'a number', on: 'spoke', input: { spec: { port: 80 } }, output: { spec: { target: { number: 80 } } } },
  { name: 'a text', on: 'spoke', input: { spec: { port: 'web' } }, output: { spec: { target: { name: 'web' } } } },
  { name: 'zero', on: 'spoke', input: { spec: { port: 0 } }, output: { spec: { target: { number: 0 } } } },
  {
    name: 'an integer beyond 2^53',
    on: 'spoke',
    input: { spec: { port: 9007199254740993n } },
    output: { spec: { target: { number: 9007199254740993n } } },
  },
  { name: 'absent', on: 'spoke', input: { spec: { x: 1 } }, output: { spec: { x: 1 } } },
  { name: 'null', on: 'spoke', input: { spec: { port: null } }, output: { spec: {} } },
  {
    name: 'a fraction',
    on: 'spoke',
    input: { spec: { port: 1.5 } },
    error: 'spec.port must be an integer or a string, but is a number',
  },
  {
    name: 'a boolean',
    on: 'spoke',
    input: { spec: { port: true } },
    error: 'spec.port must be an integer or a string, but is a boolean',
  },
  { name: 'the number', on: 'hub', input: { spec: { target: { number: 80 } } }, output: { spec: { port: 80 } } },
  { name: 'the name', on: 'hub', input: { spec: { target: { name: 'web' } } }, output: { spec: { port: 'web' } } },
  {
    name: 'both: the name is kept, and the number lost',
    on: 'hub',
    input: { spec: { target: { name: 'web', number: 80 } } },
    output: { spec: { port: 'web' } },
    losses: ['spec.target.number'],
  },
  {
    name: 'a number beside an empty name',
    on: 'hub',
    input: { spec: { target: { name: '', number: 80 } } },
    output: { spec: { port: 80 } },
  },
  {
    name: 'a zero beside a name stands for "not set"',
    on: 'hub',
    input: { spec: { target: { name: 'web', number: 0 } } },
    output: { spec: { port: 'web' } },
  },
  { name: 'neither', on: 'hub', input: { spec: { target: {} } }, output: { spec: { target: {} } } },
  {
    name: 'a text where the number belongs',
    on: 'hub',
    input: { spec: { target: { number: '80' } } },
    error: 'spec.target.number must be an integer, but is a string',
  },
  {
    name: 'a number where the name belongs',
    on: 'hub',
    input: { spec: { target: { name: 80 } } },
    error: 'spec.target.name must be a string, but is a number',
  },
]);
