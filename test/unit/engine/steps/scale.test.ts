import { describeLens } from '../../../support/step-table.ts';

describeLens('scale', '[{ scale: { from: spec.seconds, to: spec.millis, factor: 1000 } }]', [
  { name: 'times', on: 'spoke', input: { spec: { seconds: -3 } }, output: { spec: { millis: -3000 } } },
  { name: 'divided', on: 'hub', input: { spec: { millis: 3000 } }, output: { spec: { seconds: 3 } } },
  { name: 'zero', on: 'spoke', input: { spec: { seconds: 0 } }, output: { spec: { millis: 0 } } },
  {
    name: 'a remainder',
    on: 'hub',
    input: { spec: { millis: 3999 } },
    output: { spec: { seconds: 3 } },
    losses: ['spec.millis'],
  },
  {
    name: 'digits beyond 2^53',
    on: 'spoke',
    input: { spec: { seconds: 9007199254740993n } },
    output: { spec: { millis: 9007199254740993000n } },
  },
  {
    name: 'and back',
    on: 'hub',
    input: { spec: { millis: 9007199254740991000n } },
    output: { spec: { seconds: 9007199254740991 } },
  },
  { name: 'absent', on: 'hub', input: { spec: {} }, output: { spec: {} } },
  {
    name: 'a fraction',
    on: 'spoke',
    input: { spec: { seconds: 0.5 } },
    error: 'spec.seconds must be an integer, but is a number',
  },
  {
    name: 'a text',
    on: 'hub',
    input: { spec: { millis: '1' } },
    error: 'spec.millis must be an integer, but is a string',
  },
]);
