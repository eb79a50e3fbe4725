import { expect } from 'chai';
import fc from 'fast-check';
import './seed.ts';
import { convert } from '../../src/engine/convert.ts';
import { fromMember, represerve, toMember } from '../../src/engine/preserve.ts';
import { jsonEqual } from '../../src/json/equal.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { readCorpus } from '../upstream/corpus.ts';
import { mutate, mutations, type Mutation } from './mutations.ts';

const rules = loadBuiltinRules();
/** Families with lenses: where only apiVersion changes, there is nothing to preserve. */
const pairs = readCorpus().filter(({ from, cases }) => {
  const family = rules.familyOf(from, stringAt(cases[0]?.input, 'kind') ?? '');
  return family !== undefined && family.lenses.size > 0;
});
const RUNS = 3000;

/** An object of the corpus, changed at random, and the version that a member has. */
const writes = fc
  .tuple(fc.constantFrom(...pairs), fc.nat(10_000), mutations)
  .map(([{ to, cases }, index, changes]) => ({
    to,
    object: deepFreeze(changed(cases[index % cases.length]?.input ?? {}, changes)),
  }));

/** Changed at random but for the metadata, which no API server accepts in another form. */
function changed(object: JsonObject, changes: readonly Mutation[]): JsonObject {
  return { ...mutate(object, changes), metadata: object.metadata };
}

function versionOf(object: JsonObject): string {
  return stringAt(object, 'apiVersion') ?? '';
}

describe('the laws of preserving, for every built-in rule and any change', () => {
  it('what was written reads back, but for the status', () => {
    fc.assert(
      fc.property(writes, ({ object, to }) => {
        const member = toMember(object, to, rules);
        if (!member.ok) return;
        const back = fromMember(member.object, versionOf(object), rules);
        if (!convert(member.object, versionOf(object), rules).ok) return;
        expect(back.ok && withoutStatus(back.object)).to.satisfy((actual: JsonObject) =>
          jsonEqual(actual, withoutStatus(object)),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('whatever the member makes of it, one more write is enough, and hides nothing that reads back by itself', () => {
    fc.assert(
      fc.property(writes, mutations, ({ object, to }, changes) => {
        const member = toMember(object, to, rules);
        if (!member.ok) return;
        const stored = deepFreeze(changed(member.object, changes));
        const exact = represerve(object, stored, rules);
        if (!exact) return;
        expect(represerve(object, exact, rules)).to.equal(undefined);
        const plain = (value: JsonObject) => fromMember(value, versionOf(stored), rules);
        expect(plain(exact)).to.deep.equal(plain(stored));
      }),
      { numRuns: RUNS },
    );
  });
});

function withoutStatus({ status: _status, ...object }: JsonObject): JsonObject {
  return object;
}
