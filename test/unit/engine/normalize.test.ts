import { expect } from 'chai';
import { normalize } from '../../../src/engine/normalize.ts';
import type { Family } from '../../../src/engine/rule-set.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { widgetRules } from '../../support/rules.ts';

function family(steps: string, more = ''): Family {
  const [only] = widgetRules('[]', `  normalize: ${steps}\n${more}`).families;
  if (!only) throw new Error('no rule');
  return only;
}

function widget(spec: JsonObject, metadata: JsonObject = { name: 'a' }, version = 'v1'): JsonObject {
  return { apiVersion: `example.com/${version}`, kind: 'Widget', metadata, spec };
}

const MOVE = '[{ move: { from: spec.old, to: spec.new } }]';

describe('normalize', () => {
  const cases: readonly {
    name: string;
    steps: string;
    more?: string;
    object: JsonObject;
    want: JsonObject | string;
  }[] = [
    { name: 'runs steps upwards', steps: MOVE, object: widget({ old: 1 }), want: widget({ new: 1 }) },
    { name: 'finds nothing to do', steps: MOVE, object: widget({ new: 1 }), want: widget({ new: 1 }) },
    { name: 'merges equal values', steps: MOVE, object: widget({ old: 1, new: 1 }), want: widget({ new: 1 }) },
    {
      name: 'leaves other versions alone',
      steps: MOVE,
      object: widget({ old: 1 }, { name: 'a' }, 'v1beta1'),
      want: widget({ old: 1 }, { name: 'a' }, 'v1beta1'),
    },
    {
      name: 'runs lenses by name, inside of lists',
      steps: "[{ at: 'spec.parts[*]', use: part }]",
      more: '  lenses: { part: [{ move: { from: label, to: name } }] }',
      object: widget({ parts: [{ label: 'x' }, { name: 'y' }] }),
      want: widget({ parts: [{ name: 'x' }, { name: 'y' }] }),
    },
    { name: 'keeps two values that meet', steps: MOVE, object: widget({ old: 1, new: 2 }), want: 'NORMALIZE_LOSS' },
    {
      name: 'keeps what a step declares lost',
      steps: '[{ drop: { side: spoke, path: spec.old, reason: it is old } }]',
      object: widget({ old: 1 }),
      want: 'NORMALIZE_LOSS',
    },
    { name: 'refuses fields of another type', steps: MOVE, object: { ...widget({}), spec: 'x' }, want: 'FIELD_TYPE' },
    {
      name: 'refuses what a step refuses',
      steps: '[{ fail: { side: spoke, path: spec.old, reason: it is old } }]',
      object: widget({ old: 1 }),
      want: 'CONVERSION_REFUSED',
    },
    {
      name: 'refuses steps that would change their own outcome',
      steps: '[{ scale: { from: spec.size, to: spec.size, factor: 1000 } }]',
      object: widget({ size: 1 }),
      want: 'NORMALIZE_UNSTABLE',
    },
    {
      name: 'refuses steps that make another object',
      steps: '[{ move: { from: spec.name, to: metadata.namespace } }]',
      object: widget({ name: 'b' }),
      want: 'NORMALIZE_IDENTITY',
    },
  ];
  for (const { name, steps, more, object, want } of cases) {
    it(name, () => {
      const before = structuredClone(object);
      const result = normalize(object, family(steps, more));
      if (typeof want === 'string') expect(result).to.have.nested.property('problem.code', want);
      else expect(result).to.deep.equal({ ok: true, object: want });
      expect(object).to.deep.equal(before);
    });
  }
});
