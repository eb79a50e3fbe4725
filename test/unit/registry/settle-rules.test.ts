import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import type { Family } from '../../../src/engine/rule-set.ts';
import { objectRecord, type ObjectRecord } from '../../../src/registry/object-record.ts';
import { withStatus } from '../../../src/registry/object-status.ts';
import { checkRuleObject } from '../../../src/registry/rule-objects.ts';
import { settleRules } from '../../../src/registry/settle-rules.ts';
import type { Verdict } from '../../../src/registry/verdict.ts';
import { ruleObject, UNKNOWN_STEP } from '../../support/conversion-rules.ts';
import { rulesFrom } from '../../support/rules.ts';

function record(object: JsonObject, before?: ObjectRecord<Family>): ObjectRecord<Family> {
  const made = objectRecord(object, before, checkRuleObject);
  if (!made) throw new Error('no record');
  return made;
}

function settled(objects: readonly JsonObject[]): Record<string, string> {
  const verdicts = settleRules(
    objects.map((object) => record(object)),
    [],
  );
  return Object.fromEntries(verdicts.map((verdict) => [verdict.record.name, verdict.reason]));
}

function verdictOn(one: ObjectRecord<Family>): Verdict<Family> {
  const [verdict] = settleRules([one], []);
  if (!verdict) throw new Error('no verdict');
  return verdict;
}

const NOW = '2026-02-02T00:00:00Z';

describe('settleRules', () => {
  const cases: readonly { name: string; objects: readonly JsonObject[]; want: Record<string, string> }[] = [
    { name: 'a good rule', objects: [ruleObject('a')], want: { a: 'Accepted' } },
    { name: 'a rule with a mistake', objects: [ruleObject('a', { lens: UNKNOWN_STEP })], want: { a: 'Invalid' } },
    {
      name: 'two rules for two kinds',
      objects: [ruleObject('a'), ruleObject('b', { kind: 'Gadget' })],
      want: { a: 'Accepted', b: 'Accepted' },
    },
    {
      name: 'two rules for other versions of a kind',
      objects: [ruleObject('a'), ruleObject('b', { versions: ['v2', 'v3'] })],
      want: { a: 'Accepted', b: 'Accepted' },
    },
    {
      name: 'the older of two rules for a version',
      objects: [ruleObject('a', { created: '2026-01-02' }), ruleObject('b', { created: '2026-01-01' })],
      want: { a: 'Conflict', b: 'Accepted' },
    },
    {
      name: 'the first by name of two that are as old',
      objects: [ruleObject('a'), ruleObject('b', { versions: ['v2', 'v1'] })],
      want: { a: 'Accepted', b: 'Conflict' },
    },
    {
      name: 'a younger rule, where the older one has mistakes',
      objects: [ruleObject('a', { lens: UNKNOWN_STEP }), ruleObject('b')],
      want: { a: 'Invalid', b: 'Accepted' },
    },
  ];
  for (const { name, objects, want } of cases) {
    for (const [order, given] of [objects, [...objects].reverse()].entries()) {
      it(`decides on ${name}${order === 0 ? '' : ', in another order'}`, () => {
        expect(settled(given)).to.deep.equal(want);
      });
    }
  }

  it('refuses a rule that overlaps with one from a file', () => {
    const fixed = rulesFrom(JSON.stringify(ruleObject('file'))).families;
    const [verdict] = settleRules([record(ruleObject('a'))], fixed);
    expect(verdict).to.include({ reason: 'Conflict', inForce: undefined });
    expect(verdict?.message).to.match(/rule a is for Widget of example\.com\/v1, as rule file is.*\nNo version/s);
  });

  it('keeps the last good version in force, and says so and what is wrong', () => {
    const good = verdictOn(record(ruleObject('a')));
    const bad = ruleObject('a', { generation: 2, lens: UNKNOWN_STEP });
    const { reason, message, inForce } = verdictOn(record(bad, { ...good.record, lastGood: good.lastGood }));
    expect(reason).to.equal('Invalid');
    expect(inForce?.generation).to.equal(1);
    expect(message).to.match(/^spec\.spokes\[0\]\.lens\[0\]: RULE_STEP_UNKNOWN .*\nGeneration 1, .*stays in force\.$/);
  });

  it('finds the last good version in the status, after a restart', () => {
    const { spec } = ruleObject('a');
    const status = { accepted: { generation: 4, spec: spec ?? null } };
    const { inForce } = verdictOn(record(ruleObject('a', { generation: 5, lens: UNKNOWN_STEP, status })));
    expect(inForce).to.have.nested.property('item.hub', 'example.com/v1');
    expect(inForce?.generation).to.equal(4);
  });

  const forged: readonly { name: string; accepted: JsonObject }[] = [
    { name: 'nothing', accepted: {} },
    { name: 'a spec with mistakes', accepted: { generation: 1, spec: { kind: 'x' } } },
    {
      name: 'a TypeScript lens',
      accepted: {
        generation: 1,
        spec: { kind: 'A', hub: 'a/v1', spokes: [{ apiVersions: ['a/v2'], code: 'horizontalpodautoscaler' }] },
      },
    },
  ];
  for (const { name, accepted } of forged) {
    it(`takes no last good version from a status that has ${name}`, () => {
      const object = ruleObject('a', { lens: UNKNOWN_STEP, status: { accepted } });
      expect(verdictOn(record(object)).inForce).to.equal(undefined);
    });
  }

  it('does not take the last good version of an object of the same name that is gone', () => {
    const good = verdictOn(record(ruleObject('a')));
    const other = ruleObject('a', { uid: 'other', lens: UNKNOWN_STEP });
    expect(verdictOn(record(other, { ...good.record, lastGood: good.lastGood })).inForce).to.equal(undefined);
  });

  it('compiles an object again only when its generation is another', () => {
    const before = record(ruleObject('a'));
    expect(record(ruleObject('a', { status: {} }), before).current).to.equal(before.current);
    expect(record(ruleObject('a', { generation: 2 }), before).current).not.to.equal(before.current);
  });

  it('bounds the message', () => {
    const lens = Array.from({ length: 1000 }, () => ({ rename: {} }));
    expect(verdictOn(record(ruleObject('a', { lens }))).message.length).to.be.lessThan(9000);
  });
});

describe('withStatus', () => {
  const verdict = verdictOn(record(ruleObject('a')));

  it('says what was accepted, and since when', () => {
    expect(withStatus(verdict, NOW)?.status).to.deep.equal({
      observedGeneration: 1,
      accepted: { generation: 1, spec: ruleObject('a').spec },
      conditions: [
        {
          type: 'Accepted',
          status: 'True',
          reason: 'Accepted',
          message: 'converts Widget between example.com/v1, example.com/v1beta1',
          observedGeneration: 1,
          lastTransitionTime: NOW,
        },
      ],
    });
  });

  it('changes nothing that is as it must be', () => {
    const written = withStatus(verdict, NOW) ?? {};
    expect(withStatus(verdictOn(record(written)), 'later')).to.equal(undefined);
  });

  it('keeps the time while the answer stays the same, and tells the time of a new one', () => {
    const written = withStatus(verdict, NOW) ?? {};
    const timeAfter = (changes: Parameters<typeof ruleObject>[1]): unknown => {
      const next = { ...ruleObject('a', { generation: 2, ...changes }), status: written.status ?? null };
      const status = withStatus(verdictOn(record(next)), 'later')?.status as { conditions: JsonObject[] };
      return status.conditions[0]?.lastTransitionTime;
    };
    expect(timeAfter({ versions: ['v1', 'v2'] })).to.equal(NOW);
    expect(timeAfter({ lens: UNKNOWN_STEP })).to.equal('later');
  });
});
