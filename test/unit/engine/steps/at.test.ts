import { describeLens } from '../../../support/step-table.ts';

const RENAME = 'lens: [{ move: { from: old, to: new } }]';

describeLens('at, an object', `[{ at: spec.a, ${RENAME} }]`, [
  {
    name: 'inside',
    on: 'spoke',
    input: { spec: { a: { old: 1 }, old: 2 } },
    output: { spec: { a: { new: 1 }, old: 2 } },
  },
  { name: 'and back', on: 'hub', input: { spec: { a: { new: 1 } } }, output: { spec: { a: { old: 1 } } } },
  { name: 'absent', on: 'spoke', input: { spec: {} }, output: { spec: {} } },
  { name: 'null', on: 'spoke', input: { spec: { a: null } }, output: { spec: { a: null } } },
  { name: 'a boolean', on: 'spoke', input: { spec: { a: true } }, error: 'spec.a must be an object, but is a boolean' },
]);

describeLens('at, lists', `[{ at: "spec.rules[*].paths[*]", ${RENAME} }]`, [
  {
    name: 'each element',
    on: 'spoke',
    input: { spec: { rules: [{ paths: [{ old: 1 }, {}] }, { x: 1 }, null] } },
    output: { spec: { rules: [{ paths: [{ new: 1 }, {}] }, { x: 1 }, null] } },
  },
  { name: 'an empty list', on: 'spoke', input: { spec: { rules: [] } }, output: { spec: { rules: [] } } },
  {
    name: 'an object where a list belongs',
    on: 'spoke',
    input: { spec: { rules: [{}, { paths: {} }] } },
    error: 'spec.rules[1].paths must be a list, but is an object',
  },
  {
    name: 'a text among the elements',
    on: 'hub',
    input: { spec: { rules: [{}, {}, { paths: [{}, 'x'] }] } },
    error: 'spec.rules[2].paths[1] must be an object, but is a string',
  },
]);

describeLens('at, maps', `[{ at: "data.*", ${RENAME} }]`, [
  {
    name: 'each value',
    on: 'spoke',
    input: { data: { a: { old: 1 }, b: {}, c: null } },
    output: { data: { a: { new: 1 }, b: {}, c: null } },
  },
  {
    name: 'a number among the values',
    on: 'spoke',
    input: { data: { a: {}, 'b/c': 1 } },
    error: 'data["b/c"] must be an object, but is a number',
  },
]);

describeLens('at, lists of lists in maps', `[{ at: "data.*[*][*]", ${RENAME} }]`, [
  {
    name: 'each element',
    on: 'spoke',
    input: { data: { a: [[{ old: 1 }], null, [{ old: 2 }]] } },
    output: { data: { a: [[{ new: 1 }], null, [{ new: 2 }]] } },
  },
  {
    name: 'an object where a list belongs',
    on: 'spoke',
    input: { data: { a: [[], {}] } },
    error: 'data.a[1] must be a list, but is an object',
  },
]);

describeLens(
  'at, with a named lens',
  '[{ at: a, use: outer }, { at: b, use: inner }]',
  [
    {
      name: 'both',
      on: 'spoke',
      input: { a: { c: { old: 1 } }, b: { old: 2 } },
      output: { a: { c: { new: 1 } }, b: { new: 2 } },
    },
    {
      name: 'and back',
      on: 'hub',
      input: { a: { c: { new: 1 } }, b: { new: 2 } },
      output: { a: { c: { old: 1 } }, b: { old: 2 } },
    },
    {
      name: 'the path of a wrong type',
      on: 'hub',
      input: { a: { c: [] } },
      error: 'a.c must be an object, but is a list',
    },
  ],
  `  lenses:
    outer: [{ at: c, use: inner }]
    inner: [{ move: { from: old, to: new } }]
`,
);

describeLens(
  'steps downwards run in the opposite order',
  `[{ move: { from: a, to: b } }, { move: { from: b, to: c } }]`,
  [
    { name: 'a to c', on: 'spoke', input: { a: 1 }, output: { c: 1 } },
    { name: 'c to a', on: 'hub', input: { c: 1 }, output: { a: 1 } },
  ],
);
