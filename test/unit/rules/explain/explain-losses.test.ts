import { expect } from 'chai';
import type { StepSpec } from '../../../../src/engine/step.ts';
import { STEPS } from '../../../../src/engine/steps/index.ts';
import { explainLosses } from '../../../../src/rules/explain/explain-losses.ts';
import { findStep } from '../../../../src/rules/find-step.ts';
import { parseRules } from '../../../../src/rules/parse.ts';

function lossesOf(...lens: readonly StepSpec[]): readonly string[] {
  const text = JSON.stringify({
    apiVersion: 'karmorph.io/v1alpha1',
    kind: 'ConversionRule',
    metadata: { name: 'widgets.example.com' },
    spec: { kind: 'Widget', hub: 'example.com/v1', spokes: [{ apiVersions: ['example.com/v1beta1'], lens }] },
  });
  const parsed = parseRules(text, 'rule.json');
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join());
  return parsed.rules.flatMap(explainLosses);
}

const UP = ['', '  Lost, example.com/v1beta1 -> example.com/v1:'];
const DOWN = ['', '  Lost, example.com/v1 -> example.com/v1beta1:'];

describe('explainLosses', () => {
  const map = { field: 'a', values: { X: 'Y', Z: 'X' } };
  const cases: readonly { name: string; step: StepSpec; want: readonly string[] }[] = [
    {
      name: 'what a drop gives up, on the way that it does',
      step: { drop: { side: 'spoke', path: 'a', reason: 'v1 has none' } },
      want: [...UP, '    - `a` is lost: v1 has none'],
    },
    {
      name: 'values of a map without a partner, which would be read back as another',
      step: { map },
      want: [
        ...UP,
        '    - `Y` in `a` is lost: the other version has another meaning for this value',
        ...DOWN,
        '    - `Z` in `a` is lost: the other version has another meaning for this value',
      ],
    },
    {
      name: 'values that a map gives up',
      step: { map: { ...map, other: 'lose', reason: 'it has no name' } },
      want: [
        ...UP,
        '    - any other value of `a` is lost: it has no name',
        ...DOWN,
        '    - any other value of `a` is lost: it has no name',
      ],
    },
    { name: 'nothing of a map that refuses', step: { map: { ...map, other: 'fail', reason: 'no' } }, want: [] },
    {
      name: 'nothing of a map whose values only change places',
      step: { map: { field: 'a', values: { X: 'Y', Y: 'X' } } },
      want: [],
    },
    {
      name: 'the number beside a name',
      step: { union: { field: 'a', integer: 'b', string: 'c' } },
      want: [...DOWN, '    - `b` is lost where `c` is set too: `a` holds one of them'],
    },
    {
      name: 'elements of a list that is one value',
      step: { wrap: { side: 'spoke', list: 'a', field: 'b' } },
      want: [...UP, '    - elements of `a` after the first are lost: the other version has one value'],
    },
    {
      name: 'elements that a map has no place for, and keys within its values',
      step: { keyed: { side: 'hub', map: 'a', list: 'b', key: 'name' } },
      want: [
        ...UP,
        '    - elements of `b` without `name`, or with one that an element before them has, are lost',
        ...DOWN,
        '    - `name` inside the values of `a` is lost: the key of the map is in its place',
      ],
    },
    {
      name: 'what is left when dividing',
      step: { scale: { from: 'a', to: 'b', factor: 60 } },
      want: [...DOWN, '    - a value of `b` that is no multiple of 60 is lost, and its rounding towards zero is kept'],
    },
    {
      name: 'an annotation that is written over',
      step: { annotation: { side: 'hub', name: 'n', field: 'a' } },
      want: [...UP, '    - another value of the annotation `n` is lost where `a` is set'],
    },
    {
      name: 'values that an expression does not give back',
      step: { cel: { from: 'a', to: 'b', up: 'self + 1', down: 'self - 1' } },
      want: [
        ...UP,
        '    - a value of `a` is lost where `self - 1` does not give it back',
        ...DOWN,
        '    - a value of `b` is lost where `self + 1` does not give it back',
      ],
    },
    {
      name: 'other values than the one that is meant',
      step: { set: { side: 'hub', path: 'a', value: 1 } },
      want: [...DOWN, '    - `a` is lost when it is not `1`: the other version always means that'],
    },
    {
      name: 'where in the object it is',
      step: {
        at: 'a[*]',
        lens: [
          { move: { from: 'x', to: 'y' } },
          { when: { field: 'b', equals: 1 }, lens: [{ drop: { side: 'hub', path: 'c', reason: 'no' } }] },
        ],
      },
      want: [...DOWN, '    - in each `a[*]`:', '      - where `b` is `1`:', '        - `c` is lost: no'],
    },
    { name: 'nothing of steps that keep all', step: { move: { from: 'a', to: 'b' } }, want: [] },
  ];
  for (const { name, step, want } of cases) {
    it(`tells ${name}`, () => expect(lossesOf(step)).to.deep.equal(want));
  }

  it('says something of each kind of step whose example loses a value', () => {
    for (const { name, example } of STEPS) {
      for (const { on = 'hub', losses = [] } of example.cases) {
        if (losses.length === 0) continue;
        const said = findStep(example.step)?.losses(on === 'spoke' ? 'up' : 'down');
        expect(said, name).to.be.a('string');
      }
    }
  });
});
