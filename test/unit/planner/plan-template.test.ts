import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { binding } from '../../../src/karmada/binding.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf } from '../../../src/karmada/fleet-snapshot.ts';
import { overridePolicy } from '../../../src/karmada/override-policy.ts';
import { propagationPolicy } from '../../../src/karmada/propagation-policy.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import { planTemplate, type TemplatePlan } from '../../../src/planner/plan-template.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { PACKAGED_SCHEMAS } from '../../../src/schema/packaged.ts';
import { memberOf } from '../../support/fleet.ts';

const rules = loadBuiltinRules();
const served = capabilitiesOf('1.34', ['v1/ConfigMap', 'autoscaling/v2/HorizontalPodAutoscaler']);
const controlPlane = memberOf('control-plane', '1.34').capabilities;
const members = [
  ...['m1', 'm2', 'm3'].map((name) => plainMember(name, served)),
  plainMember('new', capabilitiesOf('', [])),
];
const selects = { apiVersion: 'v1', kind: 'ConfigMap' };
const policy = (name: string, namespace: string, clusterNames: string[], more: object = {}) =>
  propagationPolicy.parse({
    metadata: { name, ...(namespace !== '' && { namespace }), ...more },
    spec: { resourceSelectors: [selects], placement: { clusterAffinity: { clusterNames } } },
  });
const bound = (spec: object, resource: object = {}) =>
  binding.parse({ spec: { resource: { ...selects, namespace: 'shop', name: 'web', ...resource }, ...spec } });
const named = (...names: string[]) => names.map((name) => ({ name }));
const template = (metadata: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  ...selects,
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  ...more,
});
const claim = (name: string, id = 'id'): JsonObject => ({
  annotations: { 'propagationpolicy.karmada.io/namespace': 'shop', 'propagationpolicy.karmada.io/name': name },
  labels: { 'propagationpolicy.karmada.io/permanent-id': id },
});
const clusterClaim = (name: string): JsonObject => ({
  annotations: { 'clusterpropagationpolicy.karmada.io/name': name },
  labels: { 'clusterpropagationpolicy.karmada.io/permanent-id': 'id' },
});

const reached = ({ plans }: TemplatePlan): readonly string[] => plans.flatMap((each) => each.members).sort();
const saysOf = ({ basis, policy }: TemplatePlan): string => (policy ? `${basis} ${policy.kind} ${policy.name}` : basis);

it('plans a template in the version that the control plane prefers, whatever the rule names first', () => {
  const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: {} };
  const prefers = (version: string) => ({
    ...controlPlane,
    preferred: new Set([`autoscaling/${version}/HorizontalPodAutoscaler`]),
  });
  const firstHop = (version: string) => {
    const fleet = fleetSnapshotOf({ members: [members[0]!], controlPlane: prefers(version) });
    return planTemplate(hpa, fleet, rules).plans[0]?.hops[0];
  };
  expect([firstHop('v2'), firstHop('v1')]).to.deep.equal(['autoscaling/v2', 'autoscaling/v1']);
});

it('costs little for each of 5,000 members, also where their list is new', () => {
  const minors = ['1.18', '1.21', '1.25', '1.29', '1.34'].map((minor) => memberOf('any', minor).capabilities);
  const fleet = () => {
    const many = Array.from({ length: 5000 }, (_, i) => plainMember(`m${String(i)}`, minors[i % minors.length]!));
    return fleetSnapshotOf({ members: many, controlPlane });
  };
  const hpa = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: {} };
  const milliseconds = Array.from({ length: 8 }, fleet).map((each) => {
    const start = process.cpuUsage();
    expect(planTemplate(hpa, each, rules).plans).to.have.length(5);
    return process.cpuUsage(start).user / 1000;
  });
  // 2 to 3 ms here; 19 ms when something long is made or hashed for each member.
  expect(Math.min(...milliseconds)).to.be.lessThan(10);
});

describe('a plan of a template', () => {
  const cases: readonly {
    name: string;
    fleet?: object;
    template?: JsonObject;
    basis: string;
    want: readonly string[];
  }[] = [
    { name: 'all members while no policy selects it', basis: 'all', want: ['m1', 'm2', 'm3', 'new'] },
    {
      name: 'all members while policies select others',
      fleet: { policies: [policy('p', 'other', ['m1'])], bindings: [bound({ clusters: named('m1') }, { name: 'x' })] },
      basis: 'all',
      want: ['m1', 'm2', 'm3', 'new'],
    },
    {
      name: 'those that a policy places it on',
      fleet: { policies: [policy('p', 'shop', ['m2', 'm3'])] },
      basis: 'policy PropagationPolicy p',
      want: ['m2', 'm3'],
    },
    {
      name: 'those of a policy in its namespace before those of a cluster-wide one',
      fleet: { policies: [policy('c', '', ['m1']), policy('p', 'shop', ['m2'])] },
      basis: 'policy PropagationPolicy p',
      want: ['m2'],
    },
    {
      name: 'those of a cluster-wide policy when its namespace has none',
      fleet: { policies: [policy('c', '', ['m1']), policy('p', 'other', ['m2'])] },
      basis: 'policy ClusterPropagationPolicy c',
      want: ['m1'],
    },
    {
      name: 'those of the policy that has claimed it, although another one would match first',
      fleet: { policies: [policy('a', 'shop', ['m1']), policy('b', 'shop', ['m2'])] },
      template: template(claim('b')),
      basis: 'policy PropagationPolicy b',
      want: ['m2'],
    },
    {
      name: 'those of a cluster-wide policy that has claimed it',
      fleet: { policies: [policy('a', 'shop', ['m1']), policy('c', '', ['m3'])] },
      template: template(clusterClaim('c')),
      basis: 'policy ClusterPropagationPolicy c',
      want: ['m3'],
    },
    {
      name: 'those of the best match when the claiming policy is gone',
      fleet: { policies: [policy('a', 'shop', ['m1'])] },
      template: template(claim('b')),
      basis: 'policy PropagationPolicy a',
      want: ['m1'],
    },
    {
      name: 'those of the best match when the claiming policy is being deleted',
      fleet: { policies: [policy('a', 'shop', ['m1']), policy('b', 'shop', ['m2'], { deletionTimestamp: 't' })] },
      template: template(claim('b')),
      basis: 'policy PropagationPolicy a',
      want: ['m1'],
    },
    {
      name: 'those of the best match when a claim has no id',
      fleet: { policies: [policy('a', 'shop', ['m1']), policy('b', 'shop', ['m2'])] },
      template: template(claim('b', '')),
      basis: 'policy PropagationPolicy a',
      want: ['m1'],
    },
    {
      name: 'those that its binding has, and those that need it as a dependency',
      fleet: {
        policies: [policy('a', 'shop', ['m3'])],
        bindings: [bound({ clusters: named('m2'), requiredBy: [{ clusters: named('m1', 'm2') }] })],
      },
      basis: 'binding PropagationPolicy a',
      want: ['m1', 'm2'],
    },
    {
      name: 'those that the placement allows while its binding has none, without those that it is evicted from',
      fleet: {
        policies: [policy('a', 'shop', ['m1', 'm3'])],
        bindings: [bound({ gracefulEvictionTasks: [{ fromCluster: 'm3' }] })],
      },
      basis: 'policy PropagationPolicy a',
      want: ['m1'],
    },
    {
      name: 'not those of a binding of a namesake in another group',
      fleet: { bindings: [bound({ clusters: named('m2') }, { apiVersion: 'example.com/v1' })] },
      basis: 'all',
      want: ['m1', 'm2', 'm3', 'new'],
    },
    {
      name: 'none when the placement allows none',
      fleet: { policies: [policy('a', 'shop', ['x'])] },
      basis: 'policy PropagationPolicy a',
      want: [],
    },
    ...['kube-system', 'karmada-system', 'karmada-cluster', 'karmada-es-m1'].map((namespace) => ({
      name: `none in the namespace ${namespace}`,
      template: template({ namespace }),
      basis: 'none',
      want: [],
    })),
    ...[
      { apiVersion: 'apps.karmada.io/v1alpha1', kind: 'WorkloadRebalancer' },
      { apiVersion: 'v1', kind: 'Event' },
      { apiVersion: 'events.k8s.io/v1', kind: 'Event' },
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
    ].map((gvk) => ({
      name: `none of ${gvk.apiVersion} ${gvk.kind}`,
      template: template({}, gvk),
      basis: 'none',
      want: [],
    })),
    {
      name: 'none when something else than a policy propagates it',
      template: template({ labels: { 'resourcetemplate.karmada.io/claimed-by': 'MultiClusterService' } }),
      basis: 'none',
      want: [],
    },
  ];
  for (const { name, fleet = {}, template: input = template(), basis, want } of cases) {
    it(`reaches ${name}`, () => {
      const found = planTemplate(input, fleetSnapshotOf({ members, controlPlane, ...fleet }), rules);
      expect(reached(found)).to.deep.equal(want);
      expect(saysOf(found)).to.equal(basis);
    });
  }

  it('claims nothing of a member of which nothing is known, nor of one that a binding names and that is gone', () => {
    const { plans } = planTemplate(template(), fleetSnapshotOf({ members }), rules);
    expect(plans.map((each) => [each.members, each.verdict, each.problem?.code])).to.deep.equal([
      [['m1', 'm2', 'm3'], 'native', undefined],
      [['new'], 'unknown', 'MEMBER_CAPABILITIES_UNKNOWN'],
    ]);
    const gone = fleetSnapshotOf({ members, bindings: [bound({ clusters: named('gone') })] });
    expect(planTemplate(template(), gone, rules).plans.map((each) => [each.members, each.verdict])).to.deep.equal([
      [['gone'], 'unknown'],
    ]);
  });

  const hpa = (apiVersion: string): JsonObject => ({
    apiVersion,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  });
  const forHpa = (apiVersion: string) =>
    propagationPolicy.parse({
      metadata: { name: apiVersion, namespace: 'shop' },
      spec: { resourceSelectors: [{ apiVersion, kind: 'HorizontalPodAutoscaler' }] },
    });

  it('is that of the version which the control plane prefers, as Karmada sees no other', () => {
    const policies = [forHpa('autoscaling/v1'), forHpa('autoscaling/v2')];
    for (const apiVersion of ['autoscaling/v1', 'autoscaling/v2']) {
      const found = planTemplate(
        hpa(apiVersion),
        fleetSnapshotOf({ members: members.slice(0, 3), controlPlane, policies }),
        rules,
      );
      expect(found.policy?.name).to.equal('autoscaling/v2');
      expect(found.plans.map(({ verdict, target }) => [verdict, target])).to.deep.equal([['native', 'autoscaling/v2']]);
    }
  });

  it('is that of the version as written when it is not known what the control plane serves', () => {
    const found = planTemplate(hpa('autoscaling/v1'), fleetSnapshotOf({ members: members.slice(0, 1) }), rules);
    expect(found.plans.map(({ verdict, target }) => [verdict, target])).to.deep.equal([['lossless', 'autoscaling/v2']]);
  });

  it('is that of what policies override: what one adds can be lost, and one that fails concerns its members alone', () => {
    const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'web', namespace: 'shop' }, spec: {} };
    const old = memberOf('', '1.21').capabilities;
    const overridden = overridePolicy.parse({
      metadata: { name: 'o', namespace: 'shop' },
      spec: {
        resourceSelectors: [{ apiVersion: 'batch/v1', kind: 'CronJob' }],
        overrideRules: [
          {
            targetCluster: { clusterNames: ['m1'] },
            overriders: { plaintext: [{ path: '/spec/timeZone', operator: 'add', value: 'UTC' }] },
          },
          {
            targetCluster: { clusterNames: ['m3'] },
            overriders: { plaintext: [{ path: '/spec/x', operator: 'remove' }] },
          },
        ],
      },
    });
    const fleet = fleetSnapshotOf({
      members: ['m1', 'm2', 'm3', 'm4'].map((name) => plainMember(name, old)),
      overrides: [overridden],
    });
    const { plans } = planTemplate(cronJob, fleet, rules, { schemas: PACKAGED_SCHEMAS });
    expect(
      plans.map((each) => [each.members, each.verdict, each.losses.map(({ path }) => path), each.problem?.code]),
    ).to.deep.equal([
      [['m1'], 'lossy', ['spec.timeZone'], undefined],
      [['m2', 'm4'], 'native', [], undefined],
      [['m3'], 'impossible', [], 'OVERRIDE_FAILED'],
    ]);
  });
});
