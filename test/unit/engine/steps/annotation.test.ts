import { describeLens } from '../../../support/step-table.ts';

const annotated = (value: unknown, more: Readonly<Record<string, string>> = {}) =>
  ({ metadata: { name: 'x', annotations: { 'a/b': value, ...more } } }) as never;

describeLens('annotation, as text', '[{ annotation: { side: spoke, name: a/b, field: spec.size } }]', [
  {
    name: 'becomes the field',
    on: 'spoke',
    input: annotated('1'),
    output: { metadata: { name: 'x' }, spec: { size: '1' } },
  },
  { name: 'and back', on: 'hub', input: { metadata: { name: 'x' }, spec: { size: '1' } }, output: annotated('1') },
  {
    name: 'beside others',
    on: 'spoke',
    input: annotated('1', { c: 'd' }),
    output: { metadata: { name: 'x', annotations: { c: 'd' } }, spec: { size: '1' } },
  },
  {
    name: 'no metadata',
    on: 'hub',
    input: { spec: { size: '1', x: 1 } },
    output: { spec: { x: 1 }, metadata: { annotations: { 'a/b': '1' } } },
  },
  { name: 'absent', on: 'spoke', input: { metadata: {} }, output: { metadata: {} } },
  {
    name: 'one that is there is lost',
    on: 'hub',
    input: { ...(annotated('0') as object), spec: { size: '1' } },
    output: annotated('1'),
    losses: ['metadata.annotations["a/b"]'],
  },
  { name: 'a number', on: 'hub', input: { spec: { size: 1 } }, error: 'spec.size must be a string, but is a number' },
  {
    name: 'no text',
    on: 'spoke',
    input: annotated(1),
    error: 'metadata.annotations["a/b"] must be a string, but is a number',
  },
]);

describeLens('annotation, as JSON', '[{ annotation: { side: hub, name: a/b, field: spec.size, as: json } }]', [
  {
    name: 'becomes the field',
    on: 'hub',
    input: annotated('{"x":[9007199254740993]}'),
    output: { metadata: { name: 'x' }, spec: { size: { x: [9007199254740993n] } } },
  },
  {
    name: 'and back',
    on: 'spoke',
    input: { metadata: { name: 'x' }, spec: { size: ['1', 2] } },
    output: annotated('["1",2]'),
  },
  { name: 'what is no JSON stays', on: 'hub', input: annotated('{'), output: annotated('{') },
]);

describeLens('annotation, of a part', '[{ at: template, lens: [{ annotation: { side: hub, name: a, field: b } }] }]', [
  {
    name: 'its own',
    on: 'spoke',
    input: { template: { b: 'x' } },
    output: { template: { metadata: { annotations: { a: 'x' } } } },
  },
  {
    name: 'and back',
    on: 'hub',
    input: { template: { metadata: { annotations: { a: 'x' } } } },
    output: { template: { b: 'x' } },
  },
]);
