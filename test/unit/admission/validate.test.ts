import { expect } from 'chai';
import { validate } from '../../../src/admission/validate.ts';
import type { Member } from '../../../src/inventory/inventory.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { problem } from '../../../src/errors.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf } from '../../../src/karmada/fleet-snapshot.ts';
import { propagationPolicy } from '../../../src/karmada/propagation-policy.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { inventoryOf, memberOf, memberServing } from '../../support/fleet.ts';

const rules = loadBuiltinRules();

const hpa = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
};

function warnings(object: JsonObject | undefined, members: readonly Member[], changes: object = {}): readonly string[] {
  const review = {
    apiVersion: 'admission.k8s.io/v1',
    uid: 'u1',
    operation: 'CREATE',
    subResource: '',
    object,
    ...changes,
  };
  return validate(review, { inventory: inventoryOf(members), rules }).warnings;
}

describe('validate', () => {
  const old = [memberServing('m121', '1.21', ['autoscaling/v1/HorizontalPodAutoscaler'])];
  const lossless =
    'karmorph: m121 (Kubernetes 1.21) gets autoscaling/v1 of HorizontalPodAutoscaler, converted without loss';

  it('warns that a member gets another version', () => expect(warnings(hpa, old)).to.deep.equal([lossless]));

  const silent: readonly {
    name: string;
    object: JsonObject | undefined;
    members: readonly Member[];
    changes?: object;
  }[] = [
    { name: 'members serve the version', object: hpa, members: [memberOf('m134', '1.34')] },
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

  it('warns on updates too', () => expect(warnings(hpa, old, { operation: 'UPDATE' })).to.deep.equal([lossless]));

  it('names what a member cannot get at all', () => {
    const [warning] = warnings({ apiVersion: 'example.io/v1', kind: 'Widget' }, [
      memberServing('m1', '1.34', ['v1/Pod']),
    ]);
    expect(warning).to.match(/^karmorph: m1 cannot get this Widget: the member serves no version of Widget/);
  });

  it('names a field that a member drops, although it serves the version', () => {
    const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', spec: { timeZone: 'UTC' } };
    expect(warnings(cronJob, [memberOf('m121', '1.21'), memberOf('m134', '1.34')])).to.deep.equal([
      'karmorph: m121 loses spec.timeZone: Kubernetes 1.21 does not know this field of batch/v1 CronJob and drops it',
      'karmorph: planned for all members, since no policy selects this CronJob yet',
    ]);
  });

  it('names a field that a member cannot get, and why', () => {
    const cpu = (averageUtilization: number): JsonObject => ({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
    });
    const twice = { ...hpa, spec: { ...hpa.spec, metrics: [cpu(50), cpu(60)] } };
    const got = warnings(twice, [memberServing('m1', '1.21', ['autoscaling/v1/HorizontalPodAutoscaler'])]);
    expect(got).to.have.length(2);
    expect(got[0]).to.match(/^karmorph: m1 loses spec\.metrics\[1\]: /);
  });

  const review = { apiVersion: 'admission.k8s.io/v1', uid: 'u1', operation: 'CREATE', subResource: '', object: hpa };

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
    expect(validate(review, { inventory, rules }).warnings).to.deep.equal([]);
  });

  it('says which permission is missing', () => {
    const cause = problem('PROPAGATION_FORBIDDEN', { resource: 'propagationpolicies.policy.karmada.io' });
    const inventory = { ...inventoryOf(old), planning: () => ({ ready: false as const, problem: cause }) };
    const [warning, ...more] = validate(review, { inventory, rules }).warnings;
    expect(warning).to.include('may not list and watch propagationpolicies.policy.karmada.io');
    expect(more).to.deep.equal([]);
  });

  it('says so, instead of guessing, while the members are not known', () => {
    expect(validate(review, { inventory: inventoryOf(old, false), rules }).warnings).to.deep.equal([
      'karmorph: the members are not known yet, so no plan was made for this object',
    ]);
  });
});
