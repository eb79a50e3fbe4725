import { expect } from 'chai';
import { convert } from '../../src/engine/convert.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { deepFreeze } from './deep-freeze.ts';
import { widgetRules } from './rules.ts';

/** One conversion of an object between the spoke and the hub. */
export interface StepCase {
  readonly name: string;
  /** The side that `input` is on. */
  readonly on: 'spoke' | 'hub';
  readonly input: JsonObject;
  readonly output?: JsonObject;
  /** Paths that are lost; none when left out. */
  readonly losses?: readonly string[];
  /** The message of the problem, instead of an output. */
  readonly error?: string;
  /** The code of the problem; `FIELD_TYPE` when left out. */
  readonly code?: string;
}

/** A part of every object that no step touches. */
const UNTOUCHED = deepFreeze({ deep: [{ inside: true }] });

/** Declares a test for each case of a lens, written as YAML; `lenses` are the named ones. */
export function describeLens(title: string, lens: string, cases: readonly StepCase[], lenses = ''): void {
  describe(title, () => {
    const rules = widgetRules(lens, lenses);
    for (const one of cases) {
      it(`${one.on === 'spoke' ? 'up' : 'down'}: ${one.name}`, () => {
        const [from, to] = one.on === 'spoke' ? ['v1beta1', 'v1'] : ['v1', 'v1beta1'];
        const input = deepFreeze({
          apiVersion: `example.com/${from}`,
          kind: 'Widget',
          untouched: UNTOUCHED,
          ...one.input,
        });
        const result = convert(input, `example.com/${to}`, rules);
        if (!result.ok) {
          expect(result.problem).to.include({ code: one.code ?? 'FIELD_TYPE', message: one.error });
          return;
        }
        const { apiVersion, kind, untouched, ...output } = result.object;
        expect([apiVersion, kind]).to.deep.equal([`example.com/${to}`, 'Widget']);
        expect(untouched).to.equal(UNTOUCHED);
        expect(output).to.deep.equal(one.output);
        expect(result.losses.map(({ path }) => path)).to.deep.equal(one.losses ?? []);
      });
    }
  });
}
