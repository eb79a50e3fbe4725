import { expect } from 'chai';
import { convert, type Conversion } from '../../../src/engine/convert.ts';
import { fromMember, PRESERVED_ANNOTATION, represerve, toMember } from '../../../src/engine/preserve.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import { objectAt, stringAt, valueAt, type Json, type JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { readCorpus, type UpstreamCase } from '../../upstream/corpus.ts';

const rules = loadBuiltinRules();

/** autoscaling/v1 has status fields in annotations. */
const STATUS_ANNOTATIONS = ['current-metrics', 'conditions'].map((name) => `autoscaling.alpha.kubernetes.io/${name}`);

/** What the client writes and reads: everything but the status, which belongs to the member. */
function written({ status: _status, ...object }: JsonObject): JsonObject {
  return object;
}

function writtenWithoutAnnotations(object: JsonObject): JsonObject {
  const annotations = Object.entries(objectAt(objectAt(object, 'metadata'), 'annotations') ?? {});
  const kept = annotations.filter(([name]) => !STATUS_ANNOTATIONS.includes(name));
  return { ...written(object), metadata: { ...objectAt(object, 'metadata'), annotations: Object.fromEntries(kept) } };
}

function versionOf(object: JsonObject): string {
  return stringAt(object, 'apiVersion') ?? '';
}

function objectOf(result: Conversion): JsonObject {
  if (!result.ok) throw new Error(result.problem.message);
  return result.object;
}

/** A member's controllers write every field of the status anew. */
function withOtherStatus(object: JsonObject): JsonObject {
  const status = { observedGeneration: 99, conditions: [], loadBalancer: {} };
  return { ...object, status };
}

/** Each law as a check of one object on its way to a member of version `to`. */
const LAWS: Readonly<Record<string, (input: JsonObject, to: string) => boolean>> = {
  'reads back exactly what was written': (input, to) => {
    const member = objectOf(toMember(input, to, rules));
    return jsonEqual(written(objectOf(fromMember(member, versionOf(input), rules))), written(input));
  },
  'has no annotation when the conversion reads back by itself': (input, to) => {
    const down = objectOf(convert(input, to, rules));
    const back = convert(down, versionOf(input), rules);
    const exact = back.ok && jsonEqual(written(back.object), written(input));
    return !exact || annotation(objectOf(toMember(input, to, rules))) === undefined;
  },
  'the member stores what the plain conversion gives': (input, to) => {
    const member = objectOf(toMember(input, to, rules));
    return jsonEqual(objectOf(fromMember(member, to, rules)), objectOf(convert(input, to, rules)));
  },
  'a status written by the member leaves the rest as it was': (input, to) => {
    const member = withOtherStatus(objectOf(toMember(written(input), to, rules)));
    const back = objectOf(fromMember(member, versionOf(input), rules));
    return jsonEqual(writtenWithoutAnnotations(back), writtenWithoutAnnotations(input));
  },
  'every version reads what was written in another': (input, to) => {
    const member = objectOf(toMember(input, to, rules));
    const versions = rules.familyOf(to, stringAt(input, 'kind') ?? '')?.versions ?? [];
    return versions
      .filter((version) => version !== to)
      .every((version) => {
        const expected = convert(input, version, rules);
        if (!expected.ok) return true;
        const actual = written(objectOf(fromMember(member, version, rules)));
        return jsonEqual(actual, written(expected.object));
      });
  },
  'needs no second write when the member stores what it is sent': (input, to) =>
    represerve(input, objectOf(toMember(input, to, rules)), rules) === undefined,
  'what the member drops still reads back, and needs one more write only': (input, to) => {
    const member = objectOf(toMember(input, to, rules));
    return Object.keys(objectAt(member, 'spec') ?? {}).every((field) => {
      const stored = withoutField(member, field);
      const exact = represerve(input, stored, rules);
      const back = fromMember(exact ?? stored, versionOf(input), rules);
      // An object that the member cut down until it converts no more is for the member's validation.
      if (!back.ok) return true;
      const settled = !exact || represerve(input, exact, rules) === undefined;
      return settled && jsonEqual(written(back.object), written(input));
    });
  },
  'what the member adds is shown': (input, to) => {
    const stored = { ...objectOf(toMember(input, to, rules)), added: { byMember: true } };
    const exact = represerve(input, stored, rules);
    const back = objectOf(fromMember(exact ?? stored, versionOf(input), rules));
    return exact === undefined && jsonEqual(written(back), { ...written(input), added: { byMember: true } });
  },
  'gives the same bytes for the same input': (input, to) =>
    encodeJson(objectOf(toMember(input, to, rules))) ===
    encodeJson(objectOf(toMember(structuredClone(input), to, rules))),
};

function withoutField(object: JsonObject, field: string): JsonObject {
  const spec = Object.entries(objectAt(object, 'spec') ?? {}).filter(([key]) => key !== field);
  return { ...object, spec: Object.fromEntries(spec) };
}

function annotation(object: JsonObject): Json | undefined {
  return valueAt(object, ['metadata', 'annotations', PRESERVED_ANNOTATION]);
}

describe('preserve, on every object of the corpus', () => {
  const pairs = readCorpus().filter(({ family, from }) => rules.familyOf(from, kindOf(family)));
  for (const [law, holds] of Object.entries(LAWS)) {
    it(law, () => {
      const broken = pairs.flatMap(({ from, to, cases }) =>
        cases.filter(convertsTo(to)).flatMap(({ name, input }) => {
          return holds(deepFreeze(input), to) ? [] : [`${from} -> ${to}: ${name}`];
        }),
      );
      expect(broken).to.deep.equal([]);
    });
  }
});

function kindOf(family: string): string {
  return family.slice(family.lastIndexOf('.') + 1);
}

function convertsTo(to: string): (one: UpstreamCase) => boolean {
  return ({ input }) => convert(input, to, rules).ok;
}
