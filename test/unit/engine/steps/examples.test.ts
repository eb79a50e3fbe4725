import { expect } from 'chai';
import { convert } from '../../../../src/engine/convert.ts';
import type { StepExampleCase } from '../../../../src/engine/step.ts';
import { STEPS } from '../../../../src/engine/steps/index.ts';
import type { JsonObject } from '../../../../src/json/json.ts';
import { widgetRules } from '../../../support/rules.ts';

function widget(version: string, fields: JsonObject): JsonObject {
  return { apiVersion: `example.com/${version}`, kind: 'Widget', ...fields };
}

describe('the example of each step', () => {
  for (const { name, example } of STEPS) {
    const rules = widgetRules(JSON.stringify([example.step]));
    it(`${name} is of the step`, () => {
      expect(Object.keys(example.step)).to.include(name);
      expect(example.cases).to.not.deep.equal([]);
    });

    example.cases.forEach((one, index) => {
      it(`${name}, ${String(index + 1)}`, () => {
        for (const { from, to, losses } of directionsOf(one)) {
          const version = from.apiVersion === 'example.com/v1' ? 'example.com/v1beta1' : 'example.com/v1';
          const result = convert(from, version, rules);
          if (one.error !== undefined) {
            expect(!result.ok && result.problem.message).to.equal(one.error);
            continue;
          }
          if (!result.ok) throw new Error(result.problem.message);
          expect(result.object).to.deep.equal(to);
          expect(result.losses.map(({ path }) => path)).to.deep.equal(losses);
        }
      });
    });
  }
});

function directionsOf({ on, spoke = {}, hub = {}, losses, error }: StepExampleCase) {
  const up = { from: widget('v1beta1', spoke), to: widget('v1', hub), losses: losses ?? [] };
  const down = { from: widget('v1', hub), to: widget('v1beta1', spoke), losses: losses ?? [] };
  if (on === 'spoke') return [up];
  return losses || error !== undefined ? [down] : [up, down];
}
