import { expect } from 'chai';
import { convert, type ConvertOptions } from '../../src/engine/convert.ts';
import { jsonEqual } from '../../src/json/equal.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { normalize, readCorpus, type UpstreamPair } from './corpus.ts';

const rules = loadBuiltinRules();

/** Defects of Kubernetes' own conversion: being right means to differ. By `from -> to`, the names of the cases. */
const UPSTREAM_DEFECTS: Readonly<Record<string, readonly string[]>> = {
  // Upstream forgets `containerResource.container` at v2beta1, so the metric is of no container.
  'autoscaling/v1 -> autoscaling/v2beta1': ['hpa-v1-metrics-annotation'],
  'autoscaling/v2 -> autoscaling/v2beta1': ['hpa-v1-metrics-annotation@from-v1'],
};

describe('agreement with the conversions done by Kubernetes itself', () => {
  for (const pair of readCorpus()) {
    const kind = pair.family.slice(pair.family.lastIndexOf('.') + 1);
    it(`${kind}: ${pair.from} -> ${pair.to}, ${String(pair.cases.length)} cases`, () => {
      expect(rules.familyOf(pair.from, kind), 'a rule for the family').to.not.equal(undefined);
      const defects = UPSTREAM_DEFECTS[`${pair.from} -> ${pair.to}`] ?? [];
      expect(differences(pair, { pin: false })).to.deep.equal(defects);
      // An API server has written the defaults, so that nothing is left to pin.
      expect(differences(pair, { pin: true }), 'pinned').to.deep.equal(defects);
    });
  }
});

function differences({ to, cases }: UpstreamPair, options: ConvertOptions): readonly string[] {
  return cases
    .filter(({ input, expected }) => {
      const result = convert(input, to, rules, options);
      if (!result.ok || !expected) return result.ok || expected !== undefined;
      return !jsonEqual(normalize(result.object), normalize(expected));
    })
    .map(({ name }) => name);
}
