import { expect } from 'chai';
import type { Json } from '../../../../src/json/json.ts';
import { missingRows, valueStep } from '../../../../src/rules/lint/value-step.ts';

const field = (up: boolean, made: readonly Json[], wanted: readonly Json[]) => ({
  path: ['spec', 'mode'],
  made: { kind: 'scalar', type: 'string', values: made } as const,
  wanted: { kind: 'scalar', type: 'string', values: wanted } as const,
  values: made.filter((value) => !wanted.includes(value)),
  direction: up ? ('up' as const) : ('down' as const),
});

describe('valueStep', () => {
  const cases = [
    {
      name: 'has a row for each value of either side',
      input: field(true, ['fast', 'one-by-one', 'turbo'], ['OneByOne', 'Fast', 'Idle']),
      want: 'write - map: { field: spec.mode, values: { fast: Fast, one-by-one: OneByOne, turbo: ..., ...: Idle } }',
    },
    {
      name: 'has the same rows on the way back',
      input: field(false, ['OneByOne', 'Fast', 'Idle'], ['fast', 'one-by-one', 'turbo']),
      want: 'write - map: { field: spec.mode, values: { fast: Fast, one-by-one: OneByOne, turbo: ..., ...: Idle } }',
    },
    {
      name: 'leaves a value alone that both sides have, and quotes what YAML takes for something else',
      input: field(true, ['', 'on', 'A', '1'], ['a', 'A']),
      want: 'write - map: { field: spec.mode, values: { A: A, "": ..., "on": ..., "1": ..., ...: a } }',
    },
    {
      name: 'is within the list that the field is in',
      input: { ...field(true, ['a'], ['A']), path: ['spec', 'parts', '[*]', 'mode'] },
      want: 'write - { at: spec.parts[*], lens: [{ map: { field: mode, values: { a: A } } }] }',
    },
    {
      name: 'is computed for the elements of a list',
      input: { ...field(true, ['a'], ['A']), path: ['spec', 'modes', '[*]'] },
      want: 'compute the values in a `cel`, since `map` is for texts in a field of their own',
    },
    {
      name: 'is computed for integers',
      input: field(true, [1, 2], [1]),
      want: 'compute the values in a `cel`, since `map` is for texts in a field of their own',
    },
  ];
  for (const { name, input, want } of cases) {
    it(name, () => expect(valueStep(input)).to.equal(want));
  }
});

describe('missingRows', () => {
  const cases = [
    {
      name: 'has the partner that the table does not write yet',
      input: field(true, ['fast', 'slow'], ['Fast', 'Slow']),
      written: ['Fast'],
      want: 'add slow: Slow, fast: ... to the table',
    },
    {
      name: 'has the values of one side only, on the way back as well',
      input: field(false, ['Fast', 'Screw'], ['fast', 'rotor']),
      written: ['rotor'],
      want: 'add fast: Fast, ...: Screw to the table',
    },
  ];
  for (const { name, input, written, want } of cases) {
    it(name, () => expect(missingRows(input, written)).to.equal(want));
  }
});
