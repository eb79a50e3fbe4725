import { expect } from 'chai';
import { after, before } from 'mocha';
import { clusterRecord } from '../../src/inventory/cluster-record.ts';
import { overridePolicy } from '../../src/karmada/override-policy.ts';
import { applyOverrides } from '../../src/karmada/overrides.ts';
import { propagationPolicy } from '../../src/karmada/propagation-policy.ts';
import { fleetSnapshotOf, type FleetSnapshot } from '../../src/karmada/fleet-snapshot.ts';
import { reachOf } from '../../src/karmada/reach.ts';
import { identityOf } from '../../src/karmada/template-identity.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { capabilitiesOf } from '../../src/kubernetes/capabilities.ts';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import type { MemberName } from './support/members.ts';
import { bindingPath, objectPath } from './support/paths.ts';
import { boundTo, useScenario } from './support/scenario.ts';

const NAMESPACE = 'agree';
const POLICIES = '/apis/policy.karmada.io/v1alpha1';
const [APPLIED, SELECTOR] = ['policy/v1', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }];

/** By what policies tell the members apart. */
const TRAITS: Readonly<Record<MemberName, object>> = {
  m134: { metadata: { labels: { tier: 'gold' } }, spec: { region: 'eu', provider: 'a' } },
  m124: { metadata: { labels: { tier: 'silver' } }, spec: { region: 'eu', provider: 'b' } },
  m121: {
    metadata: { labels: { tier: 'gold' } },
    spec: { region: 'us', taints: [{ key: 'old', value: 'true', effect: 'NoSchedule' }] },
  },
};
const NO_TRAITS = { metadata: { labels: { tier: null } }, spec: { region: null, provider: null, taints: null } };

interface Case {
  readonly name: string;
  readonly labels?: Record<string, string>;
  /** Placements by the names of policies, which select the template by its name unless they say otherwise. */
  readonly policies: Readonly<Record<string, PolicyText>>;
}

interface PolicyText {
  readonly by?: object;
  readonly priority?: number;
  readonly placement?: object;
  readonly isCluster?: true;
}

const TOLERANT = { clusterTolerations: [{ key: 'old', operator: 'Exists' }] };
const named = (...clusterNames: MemberName[]) => ({ clusterAffinity: { clusterNames }, ...TOLERANT });
const labelled = (label: string) => ({ labelSelector: { matchLabels: { case: label } } });

/** Each is about what decides there, and no other. */
const CASES: readonly Case[] = [
  { name: 'by-name', policies: { 'by-name': { placement: named('m121', 'm134') } } },
  { name: 'no-placement', policies: { 'no-placement': {} } },
  { name: 'tolerated', policies: { tolerated: { placement: TOLERANT } } },
  {
    name: 'name-before-labels',
    labels: { case: 'name-before-labels' },
    policies: {
      'a-labels': { by: labelled('name-before-labels'), placement: named('m134') },
      'b-name': { placement: named('m124') },
    },
  },
  {
    name: 'priority-before-name',
    labels: { case: 'priority-before-name' },
    policies: {
      'c-labels': { by: labelled('priority-before-name'), priority: 5, placement: named('m134') },
      'd-name': { placement: named('m124') },
    },
  },
  {
    name: 'first-by-alphabet',
    policies: { 'f-second': { placement: named('m134') }, 'e-first': { placement: named('m124') } },
  },
  {
    name: 'namespace-before-cluster',
    policies: {
      'g-cluster': { isCluster: true, priority: 9, placement: named('m134') },
      'h-namespace': { placement: named('m124') },
    },
  },
  {
    name: 'cluster-by-label',
    labels: { case: 'cluster-by-label' },
    policies: { 'i-cluster': { isCluster: true, by: labelled('cluster-by-label'), placement: named('m124', 'm121') } },
  },
  {
    name: 'expressions',
    labels: { case: 'expressions' },
    policies: {
      'j-in': {
        by: { labelSelector: { matchExpressions: [{ key: 'case', operator: 'In', values: ['x', 'expressions'] }] } },
        placement: named('m134'),
      },
    },
  },
  {
    name: 'member-labels',
    policies: {
      'k-gold': { placement: { clusterAffinity: { labelSelector: { matchLabels: { tier: 'gold' } } }, ...TOLERANT } },
    },
  },
  {
    name: 'member-fields',
    policies: {
      'l-eu': {
        placement: {
          clusterAffinity: {
            fieldSelector: { matchExpressions: [{ key: 'region', operator: 'In', values: ['eu'] }] },
            exclude: ['m124'],
          },
        },
      },
    },
  },
  {
    name: 'not-in',
    policies: {
      'm-not': {
        placement: {
          ...TOLERANT,
          clusterAffinity: {
            labelSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['silver'] }] },
          },
        },
      },
    },
  },
  {
    name: 'second-affinity',
    policies: {
      'n-groups': {
        placement: {
          clusterAffinities: [
            { affinityName: 'nobody', labelSelector: { matchLabels: { tier: 'bronze' } } },
            { affinityName: 'silver', labelSelector: { matchLabels: { tier: 'silver' } } },
            { affinityName: 'gold', labelSelector: { matchLabels: { tier: 'gold' } } },
          ],
        },
      },
    },
  },
  { name: 'not-tolerated', policies: { 'o-old': { placement: { clusterAffinity: { clusterNames: ['m121'] } } } } },
  { name: 'selected-by-nobody', policies: {} },
];

const templates = CASES.map(({ name, labels }) => ({
  ...SELECTOR,
  metadata: { name, namespace: NAMESPACE, labels: { app: name, ...labels } },
  spec: { minAvailable: 1, selector: { matchLabels: { app: name } } },
}));

/** Changes an object for one member and, before that, for the gold ones. */
const overrides = [
  overrideOf('a-gold', { labelSelector: { matchLabels: { tier: 'gold' } } }, [
    { path: '/spec/minAvailable', operator: 'replace', value: 2 },
  ]),
  overrideOf('b-m134', { clusterNames: ['m134'] }, [
    { path: '/metadata/annotations', operator: 'add', value: { by: 'override' } },
  ]),
];

function overrideOf(name: string, targetCluster: object, plaintext: readonly object[]): KubeObject {
  const spec = {
    resourceSelectors: [{ ...SELECTOR, name: 'member-labels' }],
    overrideRules: [{ targetCluster, overriders: { plaintext } }],
  };
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'OverridePolicy',
    metadata: { name, namespace: NAMESPACE },
    spec,
  };
}

function policyObjects(wanted: 'cluster' | 'namespaced'): KubeObject[] {
  return CASES.flatMap(({ name: template, policies }) =>
    Object.entries(policies)
      .filter(([, { isCluster }]) => (isCluster === true) === (wanted === 'cluster'))
      .map(([name, { by = { name: template }, priority = 0, placement = {} }]) => ({
        apiVersion: 'policy.karmada.io/v1alpha1',
        kind: wanted === 'cluster' ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
        metadata: { name, ...(wanted === 'namespaced' && { namespace: NAMESPACE }) },
        spec: { resourceSelectors: [{ ...SELECTOR, namespace: NAMESPACE, ...by }], priority, placement },
      })),
  );
}

describe('which members a template reaches, as Karmada decides it', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const clusterPolicies = policyObjects('cluster');
  before('traits of members, and cluster-scoped policies', async () => {
    const { client } = fleet().karmada;
    for (const [name, traits] of Object.entries(TRAITS)) await client.patch(clusterPath(name), traits);
    for (const policy of clusterPolicies) await client.post(`${POLICIES}/clusterpropagationpolicies`, policy);
  });
  useScenario(fleet, { namespace: NAMESPACE, objects: [...policyObjects('namespaced'), ...overrides, ...templates] });
  after('none of them', async () => {
    const { client } = fleet().karmada;
    for (const name of Object.keys(TRAITS)) await client.patch(clusterPath(name), NO_TRAITS);
    for (const { metadata } of clusterPolicies)
      await client.delete(`${POLICIES}/clusterpropagationpolicies/${metadata.name}`);
  });

  let snapshot: FleetSnapshot;
  before('what Karmorph reads', async () => {
    const { client } = fleet().karmada;
    const [clusters, ...lists] = await Promise.all([
      client.list('/apis/cluster.karmada.io/v1alpha1/clusters'),
      client.list(`${POLICIES}/propagationpolicies`),
      client.list(`${POLICIES}/clusterpropagationpolicies`),
      client.list(`${POLICIES}/overridepolicies`),
    ]);
    const [namespaced, cluster, override] = lists;
    snapshot = fleetSnapshotOf({
      members: clusters.map((object) => {
        const record = clusterRecord(object as JsonObject);
        if (!record) throw new Error('a Cluster without a name');
        return { name: record.name, capabilities: capabilitiesOf(undefined, record.enablements), ...record.traits };
      }),
      policies: [...namespaced, ...cluster].map((object) => propagationPolicy.parse(object)),
      overrides: override.map((object) => overridePolicy.parse(object)),
    });
  });

  for (const template of templates) {
    const { name } = template.metadata;
    it(`is the same for ${name}`, async () => {
      const { basis, policy, members } = reachOf(identityOf(template), snapshot);
      if (basis !== 'policy') {
        expect([basis, await fleet().karmada.client.find(bindingPath(template))]).to.deep.equal(['all', undefined]);
        return;
      }
      // The scheduler may have known the members as they were before.
      await eventually(`${name} is bound`, async () =>
        expect(members.map((member) => member.name).sort()).to.deep.equal(boundTo(await scheduled(template))),
      );
      const claim = `${policy?.namespace === '' ? 'cluster' : ''}propagationpolicy.karmada.io/name`;
      await eventually(`${name} is claimed`, async () => {
        const stored = await fleet().karmada.client.get(objectPath(template));
        expect(policy?.name).to.equal(stored.metadata.annotations?.[claim]);
      });
    });
  }

  it('is the same object for each member, after the policies that override it', async () => {
    const template = templates.find(({ metadata }) => metadata.name === 'member-labels')!;
    await scheduled(template);
    const { members } = reachOf(identityOf(template), snapshot);
    const groups = applyOverrides(template, members, snapshot);
    expect(groups).to.have.length(2);
    for (const { members: group, object } of groups) {
      for (const { name } of group) {
        await eventually(`${name} has the object`, async () => {
          const stored = await fleet()
            .member(name as MemberName)
            .client.get(objectPath(template, APPLIED));
          expect(stored).to.containSubset({ spec: object.spec, metadata: { labels: template.metadata.labels } });
          const { by } = (object as unknown as KubeObject).metadata.annotations ?? {};
          expect(stored.metadata.annotations?.['by']).to.equal(by);
        });
      }
    }
  });

  /** The binding, once Karmada has said whether it could be scheduled. */
  async function scheduled(template: KubeObject): Promise<KubeObject> {
    return eventually(`${template.metadata.name} is scheduled`, async () => {
      const binding = await fleet().karmada.client.get(bindingPath(template));
      const conditions = (binding.status?.['conditions'] ?? []) as { type: string }[];
      expect(conditions.map(({ type }) => type)).to.include('Scheduled');
      return binding;
    });
  }
});

function clusterPath(name: string): string {
  return `/apis/cluster.karmada.io/v1alpha1/clusters/${name}`;
}
