import { expect } from 'chai';
import { validate, type Decision } from '../../../src/admission/validate.ts';
import type { Member } from '../../../src/inventory/inventory.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { problem } from '../../../src/errors.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf } from '../../../src/karmada/fleet-snapshot.ts';
import { propagationPolicy } from '../../../src/karmada/propagation-policy.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { NO_POLICIES, policySetOf, type PolicySet } from '../../../src/policies/policy-set.ts';
import { inventoryOf, memberOf, memberServing } from '../../support/fleet.ts';
import { policy } from '../../support/policies.ts';

const rules = loadBuiltinRules();

const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'report' }, spec: { timeZone: 'UTC' } };

const hpa = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
};

function reviewOf(object: JsonObject | undefined, changes: object = {}) {
  return {
    apiVersion: 'admission.k8s.io/v1',
    uid: 'u1',
    operation: 'CREATE',
    subResource: '',
    dryRun: false,
    namespace: 'shop',
    object,
    ...changes,
  };
}

function warnings(object: JsonObject | undefined, members: readonly Member[], changes: object = {}): readonly string[] {
  return decide(object, { members, changes }).warnings;
}

/** What is decided with these policies; undefined policies have not been read. */
function decide(
  object: JsonObject | undefined,
  {
    members = [memberOf('m121', '1.21'), memberOf('m134', '1.34')],
    policies = NO_POLICIES,
    changes = {},
    ready = true,
  }: {
    readonly members?: readonly Member[];
    readonly policies?: PolicySet;
    readonly changes?: object;
    readonly ready?: boolean;
  },
): Decision {
  return validate(reviewOf(object, changes), { inventory: inventoryOf(members, ready), rules, policies });
}

describe('validate', () => {
  const old = [memberServing('m121', '1.21', ['autoscaling/v1/HorizontalPodAutoscaler'])];
  const silent: readonly {
    name: string;
    object: JsonObject | undefined;
    members: readonly Member[];
    changes?: object;
  }[] = [
    { name: 'members serve the version', object: hpa, members: [memberOf('m134', '1.34')] },
    { name: 'a member gets another version without loss', object: hpa, members: old },
    { name: 'there are no members', object: hpa, members: [] },
    { name: 'the object is deleted', object: hpa, members: old, changes: { operation: 'DELETE' } },
    { name: 'the object is connected to', object: hpa, members: old, changes: { operation: 'CONNECT' } },
    { name: 'only the status is written', object: hpa, members: old, changes: { subResource: 'status' } },
    { name: 'there is no object', object: undefined, members: old },
    { name: 'the object has no kind', object: { apiVersion: 'v1' }, members: old },
    {
      name: 'the object stays on the control plane',
      object: { apiVersion: 'policy.karmada.io/v1alpha1', kind: 'PropagationPolicy' },
      members: old,
    },
  ];
  for (const { name, object, members, changes } of silent) {
    it(`is silent when ${name}`, () => expect(warnings(object, members, changes)).to.deep.equal([]));
  }

  it('names what a member cannot get at all', () => {
    const [warning] = warnings({ apiVersion: 'example.io/v1', kind: 'Widget' }, [
      memberServing('m1', '1.34', ['v1/Pod']),
    ]);
    expect(warning).to.match(
      /^karmorph: m1 \(Kubernetes 1.34\) cannot get this Widget: the member serves no version of Widget/,
    );
  });

  it('names a field that a member drops, although it serves the version', () => {
    const want = [
      'karmorph: m121 (Kubernetes 1.21) gets batch/v1; spec.timeZone is lost',
      'karmorph: planned for all members, since no policy selects this CronJob yet',
    ];
    for (const operation of ['CREATE', 'UPDATE']) {
      expect(warnings(cronJob, [memberOf('m121', '1.21'), memberOf('m134', '1.34')], { operation })).to.deep.equal(
        want,
      );
    }
  });

  it('names a field that a member cannot get, and why', () => {
    const cpu = (averageUtilization: number): JsonObject => ({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
    });
    const twice = { ...hpa, spec: { ...hpa.spec, metrics: [cpu(50), cpu(60)] } };
    const got = warnings(twice, [memberServing('m1', '1.21', ['autoscaling/v1/HorizontalPodAutoscaler'])]);
    expect(got).to.have.length(2);
    expect(got[0]).to.match(/^karmorph: m1 \(Kubernetes 1.21\) gets autoscaling\/v1; spec\.metrics\[1\] is lost/);
  });

  const review = reviewOf(hpa);

  it('plans for the members alone that the object reaches', () => {
    const fleet = fleetSnapshotOf({
      members: [...old, memberOf('m134', '1.34')].map(({ name, capabilities }) => plainMember(name, capabilities)),
      policies: [
        propagationPolicy.parse({
          metadata: { name: 'p' },
          spec: {
            resourceSelectors: [{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' }],
            placement: { clusterAffinity: { clusterNames: ['m134'] } },
          },
        }),
      ],
    });
    const inventory = { ...inventoryOf(old), planning: () => ({ ready: true as const, fleet }) };
    expect(validate(review, { inventory, rules, policies: NO_POLICIES }).warnings).to.deep.equal([]);
  });

  it('says which permission is missing', () => {
    const cause = problem('PROPAGATION_FORBIDDEN', { resource: 'propagationpolicies.policy.karmada.io' });
    const inventory = { ...inventoryOf(old), planning: () => ({ ready: false as const, problem: cause }) };
    const [warning, ...more] = validate(review, { inventory, rules, policies: NO_POLICIES }).warnings;
    expect(warning).to.include('may not list and watch propagationpolicies.policy.karmada.io');
    expect(more).to.deep.equal([]);
  });

  it('says so, instead of guessing, while the members are not known', () => {
    expect(decide(hpa, { ready: false })).to.deep.equal({
      warnings: ['karmorph: the members are not known yet, so no plan was made for this object'],
      denial: undefined,
      plans: undefined,
    });
  });

  it('judges neither status nor managedFields', () => {
    const written = { status: { unknown: 1 }, metadata: { name: 'web', managedFields: [{ unknown: 1 }] } };
    expect(warnings({ ...cronJob, spec: {}, ...written }, [memberOf('m121', '1.21')])).to.deep.equal([]);
  });
});

describe('validate, with policies', () => {
  const strict = policySetOf([policy('strict', { onLoss: 'Deny', onImpossible: 'Deny' })]);
  const inShop = policySetOf([policy('strict', { onLoss: 'Deny' }, 'shop')]);

  it('refuses a loss, and names path, member, policy and what to do', () => {
    const { denial, warnings: told } = decide(cronJob, { policies: strict });
    expect(told).to.deep.equal([]);
    const why = 'is lost in batch/v1 on m121 (Kubernetes 1.21): Kubernetes 1.21 does not know';
    expect(denial?.problem.code).to.equal('POLICY_DENIED');
    expect(denial?.problem.message).to.include(
      `CronJob report is refused by ClusterConversionPolicy strict: spec.timeZone ${why}`,
    );
    const [cause] = denial?.causes ?? [];
    expect(denial?.causes).to.have.length(1);
    expect(cause?.field).to.equal('spec.timeZone');
    expect(cause?.message).to.include(why);
    expect(cause?.message).to.match(/ClusterConversionPolicy strict refuses this\. Remove or change .*allowedLosses/);
  });

  const zoned = { ...cronJob, spec: { timeZone: 'UTC', unknown: 1 } };
  it('says once who refuses and what to do, where several things are refused', () => {
    const { denial } = decide(zoned, { policies: strict });
    const texts = (denial?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
    expect(texts).to.have.length(3);
    expect(texts.slice(0, 2).join())
      .to.match(/^spec\..*spec\./)
      .and.not.match(/refuses|Remove/);
    expect(texts[2]).to.match(/^metadata\.name: ClusterConversionPolicy strict refuses this\. Remove or change /);
  });

  it('says of each thing who refuses it, where that differs', () => {
    const policies = policySetOf([
      policy('a', { onLoss: 'Deny', allowedLosses: ['spec.timeZone'] }),
      policy('b', { onLoss: 'Deny', allowedLosses: ['spec.unknown'] }),
    ]);
    const { denial } = decide(zoned, { policies });
    const texts = (denial?.causes ?? []).map(({ field, message }) => `${field}: ${message}`).sort();
    expect(texts).to.have.length(3);
    expect(texts[0]).to.match(/^metadata\.name: Remove or change /);
    expect(texts[1]).to.match(/^spec\.timeZone: .*ConversionPolicy b refuses this\.$/);
    expect(texts[2]).to.match(/^spec\.unknown: .*ConversionPolicy a refuses this\.$/);
  });

  it('refuses what a member cannot get', () => {
    const { denial } = decide({ apiVersion: 'example.io/v1', kind: 'Widget' }, { policies: strict });
    expect(denial?.causes.map(({ field }) => field)).to.deep.equal(['apiVersion']);
    expect(denial?.causes[0]?.message).to.include('m121 and m134 (Kubernetes 1.21-1.34) cannot get this Widget');
  });

  it('is bounded, however much is refused', () => {
    const labels = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${String(i)}-${'x'.repeat(600)}`, 1]));
    const { denial } = decide({ ...cronJob, spec: labels }, { policies: strict });
    expect(denial?.causes).to.have.length(21);
    expect(denial?.causes.at(-1)?.message).to.match(/^and 180 more; .* list all of them\. .* refuses this\. Remove/);
    expect(JSON.stringify(denial).length).to.be.lessThan(50_000);
  });

  it('takes the namespace of the request where the object has none', () => {
    expect(decide(cronJob, { policies: inShop }).denial).not.to.equal(undefined);
    expect(decide(cronJob, { policies: inShop, changes: { namespace: 'other' } }).denial).to.equal(undefined);
  });

  const deleted = { ...cronJob, metadata: { name: 'report', deletionTimestamp: '2026-11-01T10:00:00Z' } };
  const passing: readonly { name: string; object: JsonObject; changes: object }[] = [
    { name: 'an update of what is being deleted', object: deleted, changes: { operation: 'UPDATE' } },
    { name: 'a deletion', object: cronJob, changes: { operation: 'DELETE' } },
    { name: 'a status', object: cronJob, changes: { operation: 'UPDATE', subResource: 'status' } },
  ];
  for (const { name, object, changes } of passing) {
    it(`lets ${name} pass`, () => {
      expect(decide(object, { policies: strict, changes })).to.deep.equal({
        warnings: [],
        denial: undefined,
        plans: undefined,
      });
    });
  }

  it('refuses a creation that claims to be a deletion', () => {
    expect(decide(deleted, { policies: strict }).denial).not.to.equal(undefined);
  });

  it('selects members by the labels of their Cluster', () => {
    const eu = policySetOf([
      policy('eu', { onLoss: 'Deny', members: { labelSelector: { matchLabels: { region: 'eu' } } } }),
    ]);
    const outcome = (labels?: Record<string, string>) =>
      decide(cronJob, { policies: eu, members: [{ ...memberOf('m121', '1.21'), ...(labels && { labels }) }] }).denial;
    expect(outcome({ region: 'eu' })).not.to.equal(undefined);
    expect(outcome({ region: 'us' })).to.equal(undefined);
    expect(outcome({})).to.equal(undefined);
    expect(outcome()).not.to.equal(undefined);
  });

  it('refuses what a strict policy selects, and nothing else, while the members are not known', () => {
    const { denial } = decide(cronJob, { policies: inShop, ready: false });
    expect(denial?.problem.code).to.equal('POLICY_UNDECIDED');
    expect(denial?.causes[0]?.message).to.include('ConversionPolicy shop/strict');
    expect(decide(cronJob, { policies: inShop, ready: false, changes: { namespace: 'x' } }).denial).to.equal(undefined);
  });

  it('decides nothing while the policies have not been read', () => {
    const context = { inventory: inventoryOf([]), rules, policies: undefined };
    expect(() => validate(reviewOf(cronJob), context)).to.throw('policies have not been read yet');
    expect(validate(reviewOf(undefined), context).denial).to.equal(undefined);
  });
});
