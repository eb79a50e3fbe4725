import { expect } from 'chai';
import { notPlannedWarning, warningsFor } from '../../../src/admission/warnings.ts';
import { problem } from '../../../src/errors.ts';
import type { Plan } from '../../../src/planner/plan.ts';
import type { TemplatePlan } from '../../../src/planner/plan-template.ts';

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

const PLANNED_FOR = /^karmorph: planned for /;

/** The warnings, without the one that says what was planned for. */
function warningsOf(plans: readonly Plan[]): readonly string[] {
  const warnings = warningsFor(ingress, { basis: 'all', policy: undefined, plans });
  return warnings.filter((warning) => !PLANNED_FOR.test(warning));
}

describe('warningsFor', () => {
  const impossible = planOf({
    members: ['gone'],
    verdict: 'impossible',
    problem: problem('RULE_MISSING', { kind: 'Ingress', from: 'a', to: 'b' }),
  });
  const cases: readonly { name: string; plans: readonly Plan[]; want: readonly string[] }[] = [
    { name: 'nothing without plans', plans: [], want: [] },
    { name: 'nothing for members that serve the version', plans: [planOf({})], want: [] },
    {
      name: 'one line per lost field',
      plans: [planOf(lossy('spec.a', 'spec.b'))],
      want: ['karmorph: m1 loses spec.a: too new', 'karmorph: m1 loses spec.b: too new'],
    },
    {
      name: 'impossible first, then losses, then what loses nothing',
      plans: [planOf({ verdict: 'lossless' }), planOf(lossy('spec.a')), impossible],
      want: [
        'karmorph: gone cannot get this Ingress: no rule converts Ingress from a to b',
        'karmorph: m1 loses spec.a: too new',
        'karmorph: m1 (Kubernetes 1.18) gets networking.k8s.io/v1beta1 of Ingress, converted without loss',
      ],
    },
    {
      name: 'no version of Kubernetes where it is not known',
      plans: [planOf({ verdict: 'lossless', kubernetesVersion: undefined })],
      want: ['karmorph: m1 gets networking.k8s.io/v1beta1 of Ingress, converted without loss'],
    },
    {
      name: 'two members by name',
      plans: [planOf({ ...lossy('spec.a'), members: ['m1', 'm2'] })],
      want: ['karmorph: m1 and m2 lose spec.a: too new'],
    },
    {
      name: 'three members by name',
      plans: [planOf({ ...lossy('spec.a'), members: ['m1', 'm2', 'm3'] })],
      want: ['karmorph: m1, m2 and m3 lose spec.a: too new'],
    },
    {
      name: 'many members in short',
      plans: [planOf({ ...lossy('spec.a'), members: Array.from({ length: 12 }, (_, i) => `m${i + 1}`) })],
      want: ['karmorph: m1, m2 and 10 more lose spec.a: too new'],
    },
    {
      name: 'fewer names when they are long',
      plans: [planOf({ ...lossy('spec.a'), members: ['a'.repeat(48), 'b'.repeat(48), 'c'] })],
      want: [`karmorph: ${'a'.repeat(48)} and 2 more lose spec.a: too new`],
    },
    {
      name: 'no control characters',
      plans: [planOf({ verdict: 'lossy', losses: [{ path: 'spec.a', value: 1, reason: 'two\r\nlines' }] })],
      want: ['karmorph: m1 loses spec.a: two lines'],
    },
  ];
  for (const { name, plans, want } of cases) {
    it(`says ${name}`, () => expect(warningsOf(plans)).to.deep.equal(want));
  }

  it('cuts a line at 120 characters', () => {
    const [warning = ''] = warningsOf([planOf(lossy(`spec.${'x'.repeat(200)}`))]);
    expect(warning).to.have.length(120);
    expect(warning).to.match(/x\.\.\.$/);
  });

  const paths = (count: number): string[] => Array.from({ length: count }, (_, i) => `spec.f${i}`);
  it('shows 15 warnings', () => {
    const warnings = warningsOf([planOf(lossy(...paths(15)))]);
    expect(warnings).to.have.length(15);
    expect(warnings.at(-1)).to.equal('karmorph: m1 loses spec.f14: too new');
  });

  it('shows 14 of more than 15 warnings, and how many are left out', () => {
    const warnings = warningsOf([planOf(lossy(...paths(40)))]);
    expect(warnings).to.have.length(15);
    expect(warnings.at(-1)).to.equal('karmorph: and 26 more; a dry run lists all of them');
  });

  const unknown = planOf({ verdict: 'unknown', problem: problem('MEMBER_CAPABILITIES_UNKNOWN') });
  it('says that a member may not get what it is not known to serve', () =>
    expect(warningsOf([unknown])).to.deep.equal([
      'karmorph: m1 may not get this Ingress: nothing is known of what the member serves',
    ]));

  const policy = { kind: 'PropagationPolicy', namespace: 'shop', name: 'p' } as const;
  const clusterPolicy = { kind: 'ClusterPropagationPolicy', namespace: '', name: 'c' } as const;
  const bases: readonly { planned: Omit<TemplatePlan, 'plans'>; want: string }[] = [
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
  for (const { planned, want } of bases) {
    it(`says last, where something is wrong alone, that it planned for ${want}`, () => {
      for (const serious of [planOf(lossy('spec.a')), impossible, unknown]) {
        const warnings = warningsFor(ingress, { ...planned, plans: [planOf({ verdict: 'lossless' }), serious] });
        expect(warnings.at(-1)).to.equal(`karmorph: planned for ${want}`);
      }
      const fine = warningsFor(ingress, { ...planned, plans: [planOf({ verdict: 'lossless' }), planOf({})] });
      expect(fine.filter((warning) => PLANNED_FOR.test(warning))).to.deep.equal([]);
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
