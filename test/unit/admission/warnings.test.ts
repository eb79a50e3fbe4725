import { expect } from 'chai';
import { notPlannedWarning, warningsFor } from '../../../src/admission/warnings.ts';
import { problem } from '../../../src/errors.ts';
import type { Plan } from '../../../src/planner/plan.ts';
import type { TemplatePlan } from '../../../src/planner/plan-template.ts';
import { groupFindings } from '../../../src/policies/group-findings.ts';

const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' };

function planOf(changes: Partial<Plan>): Plan {
  return {
    members: ['m1'],
    kubernetesVersion: '1.18',
    verdict: 'native',
    target: 'networking.k8s.io/v1beta1',
    hops: [],
    rule: undefined,
    losses: [],
    dropped: [],
    object: {},
    problem: undefined,
    ...changes,
  };
}

function lossy(...paths: string[]): Partial<Plan> {
  return { verdict: 'lossy', losses: paths.map((path) => ({ path, value: 'x', reason: 'too new' })) };
}

const names = (first: number, count: number): string[] => Array.from({ length: count }, (_, i) => `m${first + i}`);

const PLANNED_FOR = /^karmorph: planned for /;

/** The warnings, without the one that says what was planned for. */
function warningsOf(plans: readonly Plan[], total = 12): readonly string[] {
  const findings = plans.map((plan) => ({ plan, members: plan.members, losses: plan.losses, policies: [] }));
  const warnings = warningsFor(ingress, groupFindings(findings, total), { basis: 'all', policy: undefined });
  return warnings.filter((warning) => !PLANNED_FOR.test(warning));
}

describe('warningsFor', () => {
  const impossible = planOf({
    members: ['gone'],
    verdict: 'impossible',
    target: undefined,
    problem: problem('RULE_MISSING', { kind: 'Ingress', from: 'a', to: 'b' }),
  });
  const cases: readonly { name: string; plans: readonly Plan[]; want: readonly string[] }[] = [
    { name: 'nothing without findings', plans: [], want: [] },
    {
      name: 'one line per lost field',
      plans: [planOf(lossy('spec.a', 'spec.b'))],
      want: ['spec.a', 'spec.b'].map(
        (path) => `karmorph: m1 (Kubernetes 1.18) gets networking.k8s.io/v1beta1; ${path} is lost: too new`,
      ),
    },
    {
      name: 'impossible first, then what most members lose',
      plans: [
        planOf(lossy('spec.a')),
        planOf({ ...lossy('spec.b'), members: ['m2', 'm3'], kubernetesVersion: undefined }),
        impossible,
      ],
      want: [
        'karmorph: gone (Kubernetes 1.18) cannot get this Ingress: no rule converts Ingress from a to b',
        'karmorph: m2 and m3 get networking.k8s.io/v1beta1; spec.b is lost: too new',
        'karmorph: m1 (Kubernetes 1.18) gets networking.k8s.io/v1beta1; spec.a is lost: too new',
      ],
    },
    {
      name: 'one line for members of several releases with the same target and loss',
      plans: [
        planOf({ ...lossy('spec.a'), members: names(1, 1) }),
        planOf({ ...lossy('spec.a'), members: names(2, 2), kubernetesVersion: '1.21' }),
        planOf({ ...lossy('spec.a'), members: names(4, 1), kubernetesVersion: '1.9' }),
      ],
      want: ['karmorph: 4 of 12 members (Kubernetes 1.9-1.21) get networking.k8s.io/v1beta1; spec.a is lost: too new'],
    },
    {
      name: 'a line each for different targets',
      plans: [planOf(lossy('spec.a')), planOf({ ...lossy('spec.a'), members: ['m2'], target: 'extensions/v1beta1' })],
      want: [
        'karmorph: m1 (Kubernetes 1.18) gets networking.k8s.io/v1beta1; spec.a is lost: too new',
        'karmorph: m2 (Kubernetes 1.18) gets extensions/v1beta1; spec.a is lost: too new',
      ],
    },
    {
      name: 'no reason that does not fit, and no control characters',
      plans: [
        planOf({ verdict: 'lossy', losses: [{ path: 'spec.a', value: 1, reason: 'x'.repeat(100) }] }),
        planOf({ ...impossible, problem: problem('RULE_MISSING', { kind: 'a\r\nb', from: 'a', to: 'b' }) }),
      ],
      want: [
        'karmorph: gone (Kubernetes 1.18) cannot get this Ingress: no rule converts a b from a to b',
        'karmorph: m1 (Kubernetes 1.18) gets networking.k8s.io/v1beta1; spec.a is lost',
      ],
    },
  ];
  for (const { name, plans, want } of cases) {
    it(`says ${name}`, () => expect(warningsOf(plans)).to.deep.equal(want));
  }

  it('shortens a path, and says what happens to it', () => {
    const [warning = ''] = warningsOf([planOf(lossy(`spec.${'x'.repeat(200)}`))]);
    expect(warning).to.have.length(120);
    expect(warning).to.match(/spec\.x+\.\.\. is lost$/);
  });

  it('cuts a line at 120 characters, whatever names there are', () => {
    const [warning = ''] = warningsOf([planOf({ ...lossy('spec.a'), members: ['a'.repeat(100), 'b'.repeat(100)] })]);
    expect(warning.length).to.be.at.most(120);
  });

  const paths = (count: number): string[] => Array.from({ length: count }, (_, i) => `spec.f${i}`);
  it('shows 15 warnings', () => expect(warningsOf([planOf(lossy(...paths(15)))])).to.have.length(15));

  it('shows 14 of more than 15 warnings, and how many are left out', () => {
    const warnings = warningsOf([planOf(lossy(...paths(40)))]);
    expect(warnings).to.have.length(15);
    expect(warnings.at(-1)).to.equal('karmorph: and 26 more; a dry run lists all of them');
  });

  const unknown = planOf({ verdict: 'unknown', problem: problem('MEMBER_CAPABILITIES_UNKNOWN') });
  it('says that a member may not get what it is not known to serve', () =>
    expect(warningsOf([unknown])).to.deep.equal([
      'karmorph: m1 (Kubernetes 1.18) may not get this Ingress: nothing is known of what the member serves',
    ]));

  const policy = { kind: 'PropagationPolicy', namespace: 'shop', name: 'p' } as const;
  const clusterPolicy = { kind: 'ClusterPropagationPolicy', namespace: '', name: 'c' } as const;
  const bases: readonly { planned: Pick<TemplatePlan, 'basis' | 'policy'>; want: string }[] = [
    { planned: { basis: 'binding', policy }, want: 'the members that Karmada has scheduled this Ingress to' },
    { planned: { basis: 'policy', policy }, want: 'the members that PropagationPolicy shop/p allows' },
    {
      planned: { basis: 'policy', policy: clusterPolicy },
      want: 'the members that ClusterPropagationPolicy c allows',
    },
    {
      planned: { basis: 'all', policy: undefined },
      want: 'all members, since no policy selects this Ingress yet',
    },
  ];
  const findings = (plan: Plan) =>
    groupFindings([{ plan, members: plan.members, losses: plan.losses, policies: [] }], 1);
  for (const { planned, want } of bases) {
    it(`says last, where something is wrong alone, that it planned for ${want}`, () => {
      for (const serious of [planOf(lossy('spec.a')), planOf(impossible), unknown]) {
        expect(warningsFor(ingress, findings(serious), planned).at(-1)).to.equal(`karmorph: planned for ${want}`);
      }
      expect(warningsFor(ingress, [], planned)).to.deep.equal([]);
    });
  }

  it('says why nothing was planned', () => {
    expect(notPlannedWarning(problem('INVENTORY_NOT_READY'))).to.equal(
      'karmorph: the members are not known yet, so no plan was made for this object',
    );
    const resource = 'clusterpropagationpolicies.policy.karmada.io';
    const warning = notPlannedWarning(problem('PROPAGATION_FORBIDDEN', { resource }));
    expect(warning).to.match(new RegExp(`^karmorph: no plan was made: Karmorph may not list and watch ${resource}`));
    expect(warning.length).to.be.at.most(120);
  });
});
