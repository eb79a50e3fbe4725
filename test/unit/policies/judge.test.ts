import { expect } from 'chai';
import type { Plan } from '../../../src/planner/plan.ts';
import { checkPolicy } from '../../../src/policies/check.ts';
import { judge } from '../../../src/policies/judge.ts';
import { policySetOf } from '../../../src/policies/policy-set.ts';
import type { Policy } from '../../../src/policies/policy.ts';
import { strictScopes } from '../../../src/policies/strict-scopes.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { policy } from '../../support/policies.ts';

const rules = loadBuiltinRules();
const template = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop', labels: { tier: 'front' } },
};

const LOST = ['spec.rules[0].http', 'data["a.b"]'];
const lossy = {
  members: ['m1', 'm2'],
  kubernetesVersion: '1.18',
  verdict: 'lossy',
  target: 'extensions/v1beta1',
  hops: [],
  rule: 'ingresses.networking.k8s.io',
  dropped: [],
  losses: LOST.map((path) => ({ path, value: 'x', reason: 'too new' })),
  object: {},
  problem: undefined,
} satisfies Plan;

/** `members: paths | policies` of each finding, denials first. */
function judged(policies: readonly Policy[], plan: Plan = lossy): readonly string[] {
  const labels: Readonly<Record<string, { region: string }>> = { m1: { region: 'eu' } };
  const context = { policies: policySetOf(policies), rules, labelsOf: (member: string) => labels[member] };
  const { denials, warnings } = judge(template, [plan], context);
  return [...denials.map((one) => ['deny', one] as const), ...warnings.map((one) => ['warn', one] as const)].map(
    ([what, { members, losses, policies: titles }]) =>
      `${what} ${members.join(',')}: ${losses.map(({ path }) => path).join(' ')} | ${titles.join(', ')}`,
  );
}

const ALL = LOST.join(' ');
const CLUSTER = 'ClusterConversionPolicy';

describe('judge', () => {
  const deny = { onLoss: 'Deny' };
  const cases: readonly { name: string; policies: readonly Policy[]; want: readonly string[]; plan?: Plan }[] = [
    { name: 'warns without a policy', policies: [], want: [`warn m1,m2: ${ALL} | `] },
    { name: 'is silent about what is native', policies: [], plan: { ...lossy, verdict: 'native' }, want: [] },
    { name: 'denies every loss', policies: [policy('p', deny)], want: [`deny m1,m2: ${ALL} | ${CLUSTER} p`] },
    { name: 'allows', policies: [policy('p', { onLoss: 'Allow' })], want: [] },
    {
      name: 'takes the strictest, and names all that have it',
      policies: [policy('a', { onLoss: 'Allow' }), policy('p', deny), policy('t', deny, 'shop')],
      want: [`deny m1,m2: ${ALL} | ${CLUSTER} p, ConversionPolicy shop/t`],
    },
    {
      name: 'names once what a file and an object of one name say',
      policies: [policy('p', deny), policy('p', { ...deny, onImpossible: 'Deny' })],
      want: [`deny m1,m2: ${ALL} | ${CLUSTER} p`],
    },
    {
      name: "never loosens a cluster's policy by one of the namespace",
      policies: [
        policy('p', deny),
        policy('t', { onLoss: 'Allow', allowedLosses: ['spec', 'data'], ignoreMembers: ['m1', 'm2'] }, 'shop'),
      ],
      want: [`deny m1,m2: ${ALL} | ${CLUSTER} p`],
    },
    {
      name: 'allows what is below an allowed path, in the policy that has it',
      policies: [policy('p', { ...deny, allowedLosses: ['spec.rules[*]'] })],
      want: [`deny m1,m2: data["a.b"] | ${CLUSTER} p`],
    },
    {
      name: 'takes a quoted key, and does not take a path below the loss for the loss',
      policies: [policy('p', { ...deny, allowedLosses: ['data["a.b"]', 'spec.rules[*].http.paths'] })],
      want: [`deny m1,m2: spec.rules[0].http | ${CLUSTER} p`],
    },
    {
      name: 'ignores members',
      policies: [policy('p', { ...deny, ignoreMembers: ['m1'] })],
      want: [`deny m2: ${ALL} | ${CLUSTER} p`],
    },
    {
      name: 'says of excluded members what is said without the policy',
      policies: [policy('p', { ...deny, members: { exclude: ['m1'] } })],
      want: [`deny m2: ${ALL} | ${CLUSTER} p`, `warn m1: ${ALL} | `],
    },
    {
      name: 'takes members whose labels are not known for selected',
      policies: [policy('p', { ...deny, members: { labelSelector: { matchLabels: { region: 'us' } } } })],
      want: [`deny m2: ${ALL} | ${CLUSTER} p`, `warn m1: ${ALL} | `],
    },
    { name: 'leaves other namespaces alone', policies: [policy('t', deny, 'x')], want: [`warn m1,m2: ${ALL} | `] },
    {
      name: 'knows every version of the family',
      policies: [policy('p', { ...deny, resourceSelectors: [{ apiVersion: 'extensions/v1beta1', kind: 'Ingress' }] })],
      want: [`deny m1,m2: ${ALL} | ${CLUSTER} p`],
    },
    {
      name: 'selects by label and by name',
      policies: [
        policy('p', {
          ...deny,
          resourceSelectors: [
            { name: 'other' },
            { labelSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] } },
          ],
        }),
      ],
      want: [`deny m1,m2: ${ALL} | ${CLUSTER} p`],
    },
    {
      name: 'denies what is impossible by a field of its own',
      policies: [policy('p', { onLoss: 'Allow', onImpossible: 'Deny' })],
      plan: { ...lossy, verdict: 'impossible', losses: [] },
      want: [`deny m1,m2:  | ${CLUSTER} p`],
    },
  ];
  for (const { name, policies, want, plan } of cases) {
    it(name, () => expect(judged(policies, plan)).to.deep.equal(want));
  }

  it('is not misled by a key that is written like two', () => {
    const crafted = { ...lossy, losses: [{ path: 'data["a\\"][\\"b"]', value: 1, reason: 'r' }] };
    const allowing = policy('p', { ...deny, allowedLosses: ['data["a"]'] });
    expect(judged([allowing], crafted)).to.have.length(1);
  });

  it('tells where templates may be refused', () => {
    const scopes = strictScopes(
      policySetOf([
        policy('w', {}),
        policy('t', { onImpossible: 'Deny', resourceSelectors: [{ kind: 'Job' }] }, 'shop'),
      ]),
    );
    expect(scopes).to.deep.equal([
      {
        policy: 'ConversionPolicy shop/t',
        resources: [{ apiVersion: undefined, kind: 'Job' }],
        namespaces: ['shop'],
        excludeNamespaces: [],
      },
    ]);
  });
});

describe('checkPolicy', () => {
  const bad: readonly { name: string; text: string; want: RegExp }[] = [
    { name: 'an outcome', text: 'spec: {onLoss: Maybe}', want: /spec\.onLoss: / },
    { name: 'a path with an index', text: 'spec: {allowedLosses: ["spec.rules[0]"]}', want: /allowedLosses\[0\]: / },
    { name: 'an unknown field', text: 'spec: {onlosses: Deny}', want: /spec\.onlosses: is not a field here/ },
    { name: 'an empty list', text: 'spec: {namespaces: []}', want: /spec\.namespaces: an empty list/ },
    {
      name: 'an operator without values',
      text: 'spec: {members: {labelSelector: {matchExpressions: [{key: a, operator: In}]}}}',
      want: /In needs a value/,
    },
    {
      name: 'a label that Kubernetes does not accept',
      text: 'spec: {members: {labelSelector: {matchLabels: {a: "b c"}}}}',
      want: /matchLabels\.a: is no label that Kubernetes accepts/,
    },
    { name: 'no spec', text: '', want: /spec: is missing/ },
  ];
  const head = 'apiVersion: karmorph.io/v1alpha1\nkind: ClusterConversionPolicy\nmetadata: {name: p}\n';
  for (const { name, text, want } of bad) {
    it(`refuses ${name}, with field, line and column`, () => {
      const checked = checkPolicy({ file: 'p.yaml', text: head + text });
      expect(checked.ok).to.equal(false);
      const [found] = checked.ok ? [] : checked.diagnostics;
      expect(found?.message).to.match(want);
      expect(found?.code).to.equal('POLICY_INVALID');
    });
  }

  it('refuses another kind, and text that is not YAML', () => {
    const codes = ['kind: Ingress', 'a: [', '1'].map((text) => {
      const checked = checkPolicy({ file: 'p.yaml', text });
      return checked.ok ? 'ok' : checked.diagnostics[0]?.code;
    });
    expect(codes).to.deep.equal(['POLICY_INVALID', 'POLICY_SYNTAX', 'POLICY_INVALID']);
  });
});
