import { expect } from 'chai';
import { dryRunResult } from '../../../src/dry-run/result.ts';
import { templatePlanner, type PlanMeans } from '../../../src/dry-run/planned-template.ts';
import { readInput, type InputPolicies } from '../../../src/dry-run/input.ts';
import type { KarmadaPolicyName } from '../../../src/karmada/policy-name.ts';
import { FULL_SIGHT } from '../../../src/dry-run/sight.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { binding } from '../../../src/karmada/binding.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf, type FleetParts } from '../../../src/karmada/fleet-snapshot.ts';
import { policySetOf } from '../../../src/policies/policy-set.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { fleetOf, memberOf, memberServing } from '../../support/fleet.ts';
import { policy } from '../../support/policies.ts';

const rules = loadBuiltinRules();
const members = [memberOf('paris', '1.34'), memberOf('rome', '1.21'), memberOf('oslo', '1.21')];
const selector = { apiVersion: 'batch/v1', kind: 'CronJob' };
const cronJob: JsonObject = { ...selector, metadata: { name: 'report' }, spec: { schedule: '@daily' } };
const inKarmada = (kind: string, metadata: JsonObject, spec: JsonObject): { readonly object: JsonObject } => ({
  object: { apiVersion: 'policy.karmada.io/v1alpha1', kind, metadata, spec },
});
const places = (name: string, ...clusterNames: string[]) =>
  inKarmada(
    'PropagationPolicy',
    { name },
    { resourceSelectors: [selector], placement: { clusterAffinity: { clusterNames } } },
  );
const overrides = (name: string, member: string, value = 'UTC') =>
  inKarmada(
    'OverridePolicy',
    { name },
    {
      resourceSelectors: [selector],
      overrideRules: [
        {
          targetCluster: { clusterNames: [member] },
          overriders: { plaintext: [{ path: '/spec/timeZone', operator: 'add', value }] },
        },
      ],
    },
  );
const read = (...objects: readonly { readonly object: JsonObject }[]): InputPolicies =>
  readInput(objects, 'default').policies;
const livePolicies = (...objects: readonly { readonly object: JsonObject }[]): Partial<FleetParts> => {
  const { propagation, overrides: overriding } = read(...objects);
  return { policies: propagation, overrides: overriding };
};

function planned(live: Partial<FleetParts>, means: Partial<PlanMeans> = {}, template = cronJob) {
  const fleet = fleetOf(members, live);
  return templatePlanner([template], { fleet, rules, namespace: 'default', ...means })(template);
}

function told(live: Partial<FleetParts>, means: Partial<PlanMeans> = {}, template = cronJob): object {
  const { basis, policy, plans } = planned(live, means, template);
  return [basis, policy?.name, ...plans.map((each) => `${each.members.join(',')} ${each.verdict}`)];
}

describe('a planned template', () => {
  const live = livePolicies(places('p', 'paris', 'rome'), overrides('o', 'rome'));

  it('reaches the members that policies choose, with what they change', () => {
    expect(told(live)).to.deep.equal(['policy', 'p', 'paris native', 'rome lossy']);
    expect(planned(live).plans.map(({ overriddenBy }) => overriddenBy.map(({ name }) => name))).to.deep.equal([
      [],
      ['o'],
    ]);
  });

  it('reaches the members of its binding', () => {
    const bound = binding.parse({
      spec: { resource: { ...selector, namespace: 'default', name: 'report' }, clusters: [{ name: 'oslo' }] },
    });
    expect(told({ bindings: [bound] })).to.deep.equal(['binding', undefined, 'oslo native']);
  });

  it('is narrowed to the members named, and never widened', () => {
    expect(told(live, { only: new Set(['rome', 'oslo']) })).to.deep.equal(['policy', 'p', 'rome lossy']);
  });

  it('goes by the policies of the input, as if they were applied', () => {
    expect(told(live, { policies: read(places('p', 'oslo'), overrides('o', 'oslo')) })).to.deep.equal([
      'policy',
      'p',
      'oslo lossy',
    ]);
  });

  describe('by policies of the input that select it in a version which Karmada does not watch', () => {
    const old = (object: JsonObject): { readonly object: JsonObject } => ({
      object: JSON.parse(JSON.stringify(object).replaceAll('batch/v1', 'batch/v1beta1')) as JsonObject,
    });
    const [policies, inForce] = [
      read(old(places('p', 'rome').object), old(overrides('o', 'rome').object)),
      livePolicies(places('p', 'rome')),
    ];

    it('goes as the webhook stores them', () => {
      expect(told({}, { policies })).to.deep.equal(['policy', 'p', 'rome lossy']);
    });

    it('takes one that is stored already for the one in force', () => {
      const bound = binding.parse({
        spec: { resource: { ...selector, namespace: 'default', name: 'report' }, clusters: [{ name: 'rome' }] },
      });
      const both = { ...inForce, bindings: [bound] };
      expect(told(both, { policies })).to.deep.equal(['binding', 'p', 'rome lossy']);
    });

    it('is not changed by an override whose paths mean something else in the version that is watched', () => {
      const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' }, spec: {} };
      const override = (path: string) =>
        read(
          inKarmada(
            'OverridePolicy',
            { name: 'o' },
            {
              resourceSelectors: [{ apiVersion: 'networking.k8s.io/v1beta1', kind: 'Ingress' }],
              overrideRules: [{ overriders: { plaintext: [{ path, operator: 'add', value: 'x' }] } }],
            },
          ),
        );
      const by = (path: string) =>
        planned({}, { policies: override(path) }, ingress).plans.flatMap(({ overriddenBy }) => overriddenBy);
      expect(by('/spec/ingressClassName').length).to.be.greaterThan(0);
      expect(by('/spec/backend/serviceName')).to.deep.equal([]);
    });
  });

  it('is in the namespace given where it names none, and shown as it is written', () => {
    expect(told(live, { namespace: 'shop' })).to.deep.equal(['all', undefined, 'oslo,rome native', 'paris native']);
    for (const each of [cronJob, { ...selector, spec: {} }]) {
      const { plans } = dryRunResult(planned({}, {}, each));
      expect(plans[0]).to.deep.include({ object: each, patch: [] });
    }
    expect(told(live, { namespace: 'shop' }, { ...cronJob, metadata: { name: 'x', namespace: 'default' } })).to.include(
      'p',
    );
  });

  it('is in no namespace where its kind has none', () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' } };
    const forRoles = inKarmada('PropagationPolicy', { name: 'p' }, { resourceSelectors: [{ ...role, name: 'r' }] });
    expect(told(livePolicies(forRoles), {}, role)).to.deep.equal([
      'all',
      undefined,
      'oslo,rome native',
      'paris native',
    ]);
  });

  it('keeps what an older version means where Karmada propagates a newer one', () => {
    const set: JsonObject = {
      apiVersion: 'networking.k8s.io/v1beta1',
      kind: 'Ingress',
      metadata: { name: 'web' },
      spec: { rules: [{ http: { paths: [{ backend: { serviceName: 'web', servicePort: 80 } }] } }] },
    };
    const both = ['networking.k8s.io/v1beta1/Ingress', 'networking.k8s.io/v1/Ingress'];
    const controlPlane = memberServing('control-plane', '1.21', both).capabilities;
    const { plans } = planned({ controlPlane }, { only: new Set(['paris']) }, set);
    expect(plans[0]?.object).to.have.nested.property('spec.rules[0].http.paths[0].pathType', 'ImplementationSpecific');
  });

  const strict = (name: string, spec: JsonObject) => ({
    object: { apiVersion: 'karmorph.io/v1alpha1', kind: 'ClusterConversionPolicy', metadata: { name }, spec },
  });
  const denying = policySetOf([policy('strict', { onLoss: 'Deny' })]);
  const judgings: readonly { name: string; means: Partial<PlanMeans>; want: readonly string[] }[] = [
    { name: 'a warning where nobody says anything', means: {}, want: ['Warn', 'Warn rome spec.timeZone by '] },
    {
      name: 'denied by a policy in force',
      means: { conversion: denying },
      want: ['Deny', 'Deny rome spec.timeZone by ClusterConversionPolicy strict'],
    },
    {
      name: 'what a policy of the input says in place of one with the same name',
      means: {
        conversion: denying,
        policies: read(strict('strict', { onLoss: 'Deny', allowedLosses: ['spec.timeZone'] })),
      },
      want: ['Allow', 'Allow rome spec.timeZone by ClusterConversionPolicy strict'],
    },
    {
      name: 'what the strictest of several says',
      means: { conversion: denying, policies: read(strict('lax', { onLoss: 'Allow' })) },
      want: ['Deny', 'Deny rome spec.timeZone by ClusterConversionPolicy strict'],
    },
    {
      name: 'what a policy for members with a label says, where labels are known',
      means: {
        conversion: policySetOf([
          policy('strict', { onLoss: 'Deny', members: { labelSelector: { matchLabels: { a: 'b' } } } }),
        ]),
        labelsOf: () => ({ a: 'c' }),
      },
      want: ['Warn', 'Warn rome spec.timeZone by '],
    },
    {
      name: 'what a policy for the namespace says that it is planned in',
      means: { conversion: policySetOf([policy('strict', { onLoss: 'Deny' }, 'default')]) },
      want: ['Deny', 'Deny rome spec.timeZone by ConversionPolicy default/strict'],
    },
    {
      name: 'denied where the caller may not see that it is lost',
      means: {
        conversion: policySetOf([policy('strict', { onImpossible: 'Deny' })]),
        sight: { members: false, reads: () => false },
      },
      want: ['Deny', 'Deny set-1  by ClusterConversionPolicy strict'],
    },
  ];
  for (const { name, means, want } of judgings) {
    it(`carries as the meaning of a loss ${name}`, () => {
      const { outcome, plans } = planned(live, means);
      const findings = plans.flatMap((plan) => plan.findings);
      const texts = findings.map((each) =>
        [each.outcome, each.members.join(), each.paths.join(), `by ${each.policies.join()}`].join(' '),
      );
      expect([outcome, ...texts]).to.deep.equal(want);
    });
  }

  const hiding = { sight: { ...FULL_SIGHT, reads: ({ kind }: KarmadaPolicyName) => !kind.endsWith('OverridePolicy') } };
  it('tells nothing of override policies that the caller may not read, but that there are some', () => {
    expect(told(live, hiding)).to.deep.equal(['policy', 'p', 'paris native', 'rome unknown']);
    const answer = JSON.stringify(dryRunResult(planned(live, hiding)));
    expect(answer)
      .to.include('DRY_RUN_OVERRIDES_HIDDEN')
      .and.not.to.match(/timeZone|UTC|"o"/);
  });

  it('tells what the override policies of the input do, which the caller knows', () => {
    const own = { ...hiding, policies: read(overrides('o', 'rome', 'CET')) };
    expect(told(live, own)).to.deep.equal(['policy', 'p', 'paris native', 'rome lossy']);
    const beside = { ...hiding, policies: read(overrides('q', 'rome', 'CET')) };
    expect(told(live, beside)).to.deep.equal(['policy', 'p', 'paris native', 'rome unknown']);
  });

  it('names no propagation policy that the caller may not read and has not sent', () => {
    const sight = { ...FULL_SIGHT, reads: () => false };
    expect(told(live, { sight })).to.include('policy').and.not.to.include('p');
    expect(told(live, { sight, policies: read(places('p', 'oslo')) })).to.include('p');
  });

  it('numbers sets of members in the same way for each template', () => {
    const sight = { ...FULL_SIGHT, members: false };
    expect(told({}, { sight })).to.deep.equal(['all', undefined, 'set-1 native', 'set-2 native']);
    expect(told(livePolicies(places('p', 'paris')), { sight })).to.deep.equal(['policy', 'p', 'set-2 native']);
  });

  it('says of which members it is assumed what they serve, by the names that a caller knows', () => {
    const fleet = fleetSnapshotOf({
      members: ['paris', 'rome', 'oslo'].map((name) => ({
        ...plainMember(name, memberOf(name, '1.34').capabilities),
        assumed: name === 'rome',
      })),
      controlPlane: memberOf('control-plane', '1.34').capabilities,
    });
    const assumed = (sight = FULL_SIGHT) =>
      dryRunResult(templatePlanner([cronJob], { fleet, rules, namespace: 'default', sight })(cronJob)).plans[0]
        ?.assumed;
    expect(assumed()).to.deep.equal(['rome']);
    expect(assumed({ ...FULL_SIGHT, members: false })).to.deep.equal(['set-1']);
  });

  it('is unknown for a member that a binding names and that is gone, whatever the caller sees', () => {
    const bound = binding.parse({
      spec: { resource: { ...selector, namespace: 'default', name: 'report' }, clusters: [{ name: 'gone' }] },
    });
    const sight = { ...FULL_SIGHT, members: false };
    expect(told({ bindings: [bound] }, { sight })).to.deep.equal(['binding', undefined, 'set-0 unknown']);
  });
});
