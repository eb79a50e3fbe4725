import { expect } from 'chai';
import fastJsonPatch from 'fast-json-patch';
import { dryRunResult, selectMembers } from '../../../src/dry-run/result.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { inventoryOf, memberOf, memberServing } from '../../support/fleet.ts';

const rules = loadBuiltinRules();
const members = [memberOf('new', '1.34'), memberOf('old', '1.18'), memberServing('bare', undefined, ['v1/Pod'])];

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
};

interface PlanJson {
  readonly members: readonly string[];
  readonly verdict: string;
  readonly target?: string;
  readonly rule?: string;
  readonly object?: Record<string, unknown>;
  readonly patch?: fastJsonPatch.Operation[];
  readonly problem?: { readonly code: string; readonly hint: string };
}

describe('dryRunResult', () => {
  const result = dryRunResult(ingress, members, rules);
  const plans = result.plans as unknown as readonly PlanJson[];

  it('names the template', () =>
    expect(result.template).to.deep.equal({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      namespace: 'shop',
      name: 'web',
    }));

  it('has one plan for each set of capabilities', () =>
    expect(plans.map((plan) => [plan.members, plan.verdict, plan.target])).to.deep.equal([
      [['bare'], 'impossible', undefined],
      [['new'], 'native', 'networking.k8s.io/v1'],
      [['old'], 'lossless', 'networking.k8s.io/v1beta1'],
    ]));

  it('names the rule that converts', () =>
    expect(plans.map(({ rule }) => rule)).to.deep.equal([undefined, undefined, 'ingresses.networking.k8s.io']));

  it('says why a member gets nothing, and what to do', () => {
    expect(plans[0]?.problem).to.have.property('code', 'MEMBER_LACKS_KIND');
    expect(plans[0]?.problem).to.have.property('hint').that.includes('Install the API');
    expect(plans[0]).not.to.have.any.keys('object', 'patch');
  });

  it('tells what a member drops', () => {
    const mistyped = { ...ingress, spec: { ...ingress.spec, defaultBackends: [] } };
    expect(dryRunResult(mistyped, [memberOf('new', '1.34')], rules)).to.deep.nested.include({
      'plans[0].verdict': 'lossy',
      'plans[0].losses': [
        {
          path: 'spec.defaultBackends',
          value: [],
          reason: 'no Kubernetes release from 1.16 to 1.37 knows this field',
          by: 'release',
        },
      ],
    });
  });

  it('has a patch that makes the object of the template', () => {
    expect(plans[1]?.patch).to.deep.equal([]);
    const { patch = [], object } = plans[2] ?? {};
    expect(fastJsonPatch.applyPatch(structuredClone(ingress), patch).newDocument).to.deep.equal(object);
  });
});

describe('selectMembers', () => {
  const cases: readonly { name: string; names: readonly string[] | undefined; ready?: boolean; want: unknown }[] = [
    { name: 'all without names', names: undefined, want: ['new', 'old', 'bare'] },
    { name: 'none for no names', names: [], want: [] },
    { name: 'those named, once each', names: ['old', 'new', 'old'], want: ['old', 'new'] },
    { name: 'an error for an unknown name', names: ['new', 'nobody'], want: 'DRY_RUN_MEMBER' },
    { name: 'an error while the members are not known', names: undefined, ready: false, want: 'INVENTORY_NOT_READY' },
  ];
  for (const { name, names, ready, want } of cases) {
    it(name, () => {
      const selected = selectMembers(inventoryOf(members, ready), names);
      expect(selected.ok ? selected.members.map((member) => member.name) : selected.problem.code).to.deep.equal(want);
    });
  }
});
