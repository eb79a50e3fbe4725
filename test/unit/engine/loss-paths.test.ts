import { expect } from 'chai';
import { convert } from '../../../src/engine/convert.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { rulesFrom } from '../../support/rules.ts';

/** What a conversion loses, by where it was in the object that is converted. */
function lost(lenses: Readonly<Record<string, string>>, object: JsonObject, to: string): readonly string[] {
  const spokes = Object.entries(lenses).map(
    ([version, lens]) => `{ apiVersions: [example.com/${version}], lens: [${lens.replaceAll('\n', ' ')}] }`,
  );
  const rules = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v2
  spokes: [${spokes.join(', ')}]
`);
  const result = convert({ kind: 'Widget', metadata: { name: 'w' }, ...object }, `example.com/${to}`, rules);
  if (!result.ok) throw new Error(result.problem.message);
  return result.losses.map(({ path }) => path);
}

const RENAMED = `
  { move: { from: spec.mode, to: spec.operatingMode } },
  { map: { field: spec.operatingMode, values: { Fast: Parallel }, other: lose, reason: it has no counterpart } }`;

describe('the path of a loss', () => {
  const cases: readonly {
    name: string;
    lenses: Readonly<Record<string, string>>;
    object: JsonObject;
    to: string;
    want: readonly string[];
  }[] = [
    {
      name: 'a field that was moved before',
      lenses: { v1: RENAMED },
      object: { apiVersion: 'example.com/v1', spec: { mode: 'Slow' } },
      to: 'v2',
      want: ['spec.mode'],
    },
    {
      name: 'the same on the way down, where it has not been moved yet',
      lenses: { v1: RENAMED },
      object: { apiVersion: 'example.com/v2', spec: { operatingMode: 'Other' } },
      to: 'v1',
      want: ['spec.operatingMode'],
    },
    {
      name: 'a field that the other spoke lacks: in the version of the object, not in that of the hub',
      lenses: {
        v1: '{ move: { from: spec.colour, to: spec.color } }',
        v0: '{ drop: { side: hub, path: spec.color, reason: v0 has no colors } }',
      },
      object: { apiVersion: 'example.com/v1', spec: { colour: 'red' } },
      to: 'v0',
      want: ['spec.colour'],
    },
    {
      name: 'a field of an object that was moved, in a list',
      lenses: {
        v1: `
          { move: { from: spec.parts, to: spec.pieces } },
          { at: 'spec.pieces[*]', lens: [{ drop: { side: spoke, path: old.tint, reason: v2 has no tint } }] }`,
      },
      object: { apiVersion: 'example.com/v1', spec: { parts: [{}, { old: { tint: 1 } }] } },
      to: 'v2',
      want: ['spec.parts[1].old.tint'],
    },
    {
      name: 'a field that was nested before',
      lenses: {
        v1: '{ nest: { side: hub, into: inner, fields: [size] } }',
        v0: '{ drop: { side: hub, path: inner.size, reason: v0 has no sizes } }',
      },
      object: { apiVersion: 'example.com/v1', size: 3 },
      to: 'v0',
      want: ['size'],
    },
    {
      name: 'a field that a step wrote, and nobody had: where the hub has it',
      lenses: {
        v1: '{ set: { side: hub, path: spec.kind, value: a } }',
        v0: '{ set: { side: hub, path: spec.kind, value: b } }',
      },
      object: { apiVersion: 'example.com/v1', spec: { size: 1 } },
      to: 'v0',
      want: ['spec.kind'],
    },
    {
      name: 'a value in whose place another one is put',
      lenses: { v1: '{ move: { from: spec.colour, to: spec.color } }' },
      object: { apiVersion: 'example.com/v1', spec: { colour: 'red', color: 'blue' } },
      to: 'v2',
      want: ['spec.color'],
    },
  ];
  for (const { name, lenses, object, to, want } of cases) {
    it(`is that of ${name}`, () => expect(lost(lenses, object, to)).to.deep.equal(want));
  }
});
