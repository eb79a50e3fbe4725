import { describeLens } from '../../../support/step-table.ts';

describeLens('move', '[{ move: { from: spec.old, to: spec.a.new } }]', [
  { name: 'the field moves', on: 'spoke', input: { spec: { old: 1 } }, output: { spec: { a: { new: 1 } } } },
  { name: 'and back', on: 'hub', input: { spec: { a: { new: 1 } } }, output: { spec: { old: 1 } } },
  {
    name: 'beside others',
    on: 'spoke',
    input: { spec: { old: 1, a: { x: 2 } } },
    output: { spec: { a: { x: 2, new: 1 } } },
  },
  {
    name: 'the object around it stays while something is in it',
    on: 'hub',
    input: { spec: { a: { x: 2, new: 1 } } },
    output: { spec: { a: { x: 2 }, old: 1 } },
  },
  { name: 'null is absent', on: 'spoke', input: { spec: { old: null } }, output: { spec: {} } },
  { name: 'an absent field', on: 'spoke', input: { spec: {} }, output: { spec: {} } },
  { name: 'an object that was empty stays', on: 'hub', input: { spec: { a: {} } }, output: { spec: { a: {} } } },
  { name: 'no spec', on: 'spoke', input: {}, output: {} },
  {
    name: 'false, zero and empty text are values',
    on: 'spoke',
    input: { spec: { old: '' } },
    output: { spec: { a: { new: '' } } },
  },
  {
    name: 'a whole object',
    on: 'spoke',
    input: { spec: { old: { b: [1] } } },
    output: { spec: { a: { new: { b: [1] } } } },
  },
  {
    name: 'a value in its place, which the version does not know, is lost',
    on: 'spoke',
    input: { spec: { old: 1, a: { new: 2 } } },
    output: { spec: { a: { new: 1 } } },
    losses: ['spec.a.new'],
  },
  {
    name: 'the same value in its place is not lost',
    on: 'spoke',
    input: { spec: { old: 1, a: { new: 1 } } },
    output: { spec: { a: { new: 1 } } },
  },
  { name: 'spec is a text', on: 'spoke', input: { spec: 'x' }, error: 'spec must be an object, but is a string' },
  { name: 'spec is a list', on: 'hub', input: { spec: [] }, error: 'spec must be an object, but is a list' },
  {
    name: 'the target is in a number',
    on: 'spoke',
    input: { spec: { old: 1, a: 5 } },
    error: 'spec.a must be an object, but is a number',
  },
]);

describeLens('move, of a name that every object inherits', '[{ move: { from: constructor, to: toString } }]', [
  { name: 'absent', on: 'spoke', input: {}, output: {} },
  { name: 'present', on: 'spoke', input: { constructor: 1 }, output: { toString: 1 } },
]);

describeLens('move, into itself', '[{ move: { from: spec, to: spec.template } }]', [
  { name: 'nests', on: 'spoke', input: { spec: { a: 1 } }, output: { spec: { template: { a: 1 } } } },
  { name: 'and back', on: 'hub', input: { spec: { template: { a: 1 } } }, output: { spec: { a: 1 } } },
  {
    name: 'what is beside it is lost',
    on: 'hub',
    input: { spec: { template: { a: 1 }, b: 2 } },
    output: { spec: { a: 1 } },
    losses: ['spec'],
  },
]);
