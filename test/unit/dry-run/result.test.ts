import { expect } from 'chai';
import fastJsonPatch from 'fast-json-patch';
import { templatePlanner } from '../../../src/dry-run/planned-template.ts';
import { dryRunResult, sumsOf } from '../../../src/dry-run/result.ts';
import type { Member } from '../../../src/inventory/inventory.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { fleetOf, memberOf, memberServing } from '../../support/fleet.ts';

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

function resultOf(template: JsonObject, fleet: readonly Member[]): ReturnType<typeof dryRunResult> {
  return dryRunResult(templatePlanner([], { fleet: fleetOf(fleet), rules, namespace: 'default' })(template));
}

describe('dryRunResult', () => {
  const result = resultOf(ingress, members);
  const plans = result.plans as unknown as readonly PlanJson[];

  it('names the template', () =>
    expect(result.template).to.include({
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
    expect(resultOf(mistyped, [memberOf('new', '1.34')])).to.deep.nested.include({
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

  it('shows the object as the member stores it, and the patch to that', () => {
    const mistyped = { ...ingress, spec: { ...ingress.spec, defaultBackends: [] } };
    const [first] = resultOf(mistyped, [memberOf('new', '1.34')]).plans;
    expect(first).to.have.property('object').that.deep.equals(ingress);
    expect(first)
      .to.have.property('patch')
      .that.deep.equals([{ op: 'remove', path: '/spec/defaultBackends' }]);
  });

  it('has a patch that makes the object of the template', () => {
    expect(plans[1]?.patch).to.deep.equal([]);
    const { patch = [], object } = plans[2] ?? {};
    expect(fastJsonPatch.applyPatch(structuredClone(ingress), patch).newDocument).to.deep.equal(object);
  });
});

describe('sumsOf', () => {
  it('has the worst verdict, and counts plans', () => {
    const unknown = resultOf({ apiVersion: 'example.com/v1', kind: 'Widget' }, members);
    expect(sumsOf([resultOf(ingress, members), unknown])).to.deep.equal({
      verdict: 'unknown',
      outcome: 'Warn',
      plans: { native: 1, lossless: 1, lossy: 0, impossible: 1, unknown: 3 },
    });
  });
});
