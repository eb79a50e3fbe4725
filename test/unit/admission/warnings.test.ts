import { expect } from 'chai';
import { warningsFor } from '../../../src/admission/warnings.ts';
import { problem } from '../../../src/errors.ts';
import type { Plan } from '../../../src/planner/plan.ts';

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
    it(`says ${name}`, () => expect(warningsFor(ingress, plans)).to.deep.equal(want));
  }

  it('cuts a line at 120 characters', () => {
    const [warning = ''] = warningsFor(ingress, [planOf(lossy(`spec.${'x'.repeat(200)}`))]);
    expect(warning).to.have.length(120);
    expect(warning).to.match(/x\.\.\.$/);
  });

  const paths = (count: number): string[] => Array.from({ length: count }, (_, i) => `spec.f${i}`);
  it('shows 15 warnings', () => {
    const warnings = warningsFor(ingress, [planOf(lossy(...paths(15)))]);
    expect(warnings).to.have.length(15);
    expect(warnings.at(-1)).to.equal('karmorph: m1 loses spec.f14: too new');
  });

  it('shows 14 of more than 15 warnings, and how many are left out', () => {
    const warnings = warningsFor(ingress, [planOf(lossy(...paths(40)))]);
    expect(warnings).to.have.length(15);
    expect(warnings.at(-1)).to.equal('karmorph: and 26 more; a dry run lists all of them');
  });
});
