import { expect } from 'chai';
import { decisionEvent } from '../../../src/admission/decision-event.ts';
import { recordOf } from '../../../src/admission/record.ts';
import { validate } from '../../../src/admission/validate.ts';
import type { Review } from '../../../src/admission/review.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { policySetOf, NO_POLICIES } from '../../../src/policies/policy-set.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { inventoryOf, memberOf } from '../../support/fleet.ts';
import { policy } from '../../support/policies.ts';
import { reviewOf } from '../../support/review.ts';

const rules = loadBuiltinRules();
const metadata = { name: 'report', namespace: 'shop', uid: 'u2' };
const lossy = { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { timeZone: 'UTC' } };
const fine = { ...lossy, spec: {} };
const widget = { apiVersion: 'example.io/v1', kind: 'Widget', metadata };

function record(
  object: JsonObject,
  changes: Partial<Review> = {},
  options: { strict?: boolean; ready?: boolean } = {},
) {
  const inventory = inventoryOf([memberOf('m120', '1.20'), memberOf('m134', '1.34')], options.ready ?? true);
  const policies = options.strict ? policySetOf([policy('strict', { onLoss: 'Deny' })]) : NO_POLICIES;
  const review = reviewOf(object, changes);
  return recordOf(review, validate(review, { inventory, rules, policies }), rules);
}

describe('recordOf', () => {
  it('tells what was decided, with names that the rules have', () => {
    const got = record(lossy);
    expect(got).to.deep.include({ verdict: 'lossy', outcome: 'warned' });
    expect(got?.reviewed).to.deep.include({
      kind: 'CronJob',
      namespace: 'shop',
      name: 'report',
      uid: 'u2',
      dryRun: false,
    });
    expect(got?.plans).to.deep.equal([
      { kind: 'CronJob', from: 'batch/v1', to: 'batch/v1beta1', verdict: 'lossy' },
      { kind: 'CronJob', from: 'batch/v1', to: 'batch/v1', verdict: 'native' },
    ]);
  });

  it('names no kind that no rule has', () =>
    expect(record(widget)?.plans).to.deep.equal([
      { kind: '', from: '', to: '', verdict: 'impossible' },
      { kind: '', from: '', to: '', verdict: 'impossible' },
    ]));

  it('has no verdict where nothing could be planned', () =>
    expect(record(lossy, {}, { ready: false })).to.deep.include({ verdict: undefined, outcome: 'warned', plans: [] }));

  it('is silent about a deletion', () => expect(record(lossy, { operation: 'DELETE' })).to.equal(undefined));
});

describe('decisionEvent', () => {
  const eventOf = (...input: Parameters<typeof record>) => {
    const got = record(...input);
    return got && decisionEvent(got);
  };

  it('tells what is lost, about the object', () => {
    const got = eventOf(lossy);
    expect(got).to.deep.include({
      type: 'Warning',
      reason: 'FieldsLost',
      about: { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'report', uid: 'u2' },
    });
    expect(got?.message).to.match(/^m120 .* gets batch\/v1beta1; spec\.timeZone is lost.*; planned for all members/);
  });

  it('tells of members that get nothing', () => expect(eventOf(widget)?.reason).to.equal('NotConvertible'));

  it('tells of an update that was refused', () => {
    const got = eventOf(lossy, { operation: 'UPDATE' }, { strict: true });
    expect(got?.reason).to.equal('ConversionDenied');
    expect(got?.message).to.match(/spec\.timeZone/);
  });

  const silent: readonly (readonly [string, ...Parameters<typeof record>])[] = [
    ['nothing is lost', fine],
    ['nothing is to be stored', lossy, { dryRun: true }],
    ['the object is refused before it exists', lossy, {}, { strict: true }],
    ['it has no uid yet', { ...lossy, metadata: { name: 'report' } }],
    ['nothing could be planned', lossy, {}, { ready: false }],
    ['it is deleted', lossy, { operation: 'DELETE' }],
  ];
  for (const [name, ...input] of silent) {
    it(`is none where ${name}`, () => expect(eventOf(...input)).to.equal(undefined));
  }
});
