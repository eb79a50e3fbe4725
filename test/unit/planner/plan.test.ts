import { expect } from 'chai';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import type { PlannedMember } from '../../../src/planner/capability-sets.ts';
import { plan, targetVersion } from '../../../src/planner/plan.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { rulesFrom } from '../../support/rules.ts';

const rules = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v2
  spokes:
    - apiVersions: [example.com/v2beta1]
      lens: [{ move: { from: spec.size, to: spec.replicas } }]
    - apiVersions: [example.com/v1]
      lens: [{ drop: { side: hub, path: spec.mode, reason: v1 has no modes } }]
`);

const template = deepFreeze({
  apiVersion: 'example.com/v2',
  kind: 'Widget',
  metadata: { name: 'w' },
  spec: { mode: 'x' },
});

function member(name: string, ...versions: readonly string[]): PlannedMember {
  return {
    name,
    capabilities: capabilitiesOf('1.30', ['v1/Pod', ...versions.map((version) => `example.com/${version}/Widget`)]),
  };
}

describe('plan', () => {
  const cases = [
    { name: 'the version is served', versions: ['v2', 'v1'], verdict: 'native', target: 'v2', losses: [] },
    {
      name: 'another version holds everything',
      versions: ['v2beta1'],
      verdict: 'lossless',
      target: 'v2beta1',
      losses: [],
    },
    {
      name: 'the only other version does not',
      versions: ['v1'],
      verdict: 'lossy',
      target: 'v1',
      losses: ['spec.mode'],
    },
    {
      name: 'of two, the one that the rule names first',
      versions: ['v1', 'v2beta1'],
      verdict: 'lossless',
      target: 'v2beta1',
      losses: [],
    },
    { name: 'no version is served', versions: [], verdict: 'impossible', target: undefined, losses: [] },
    { name: 'a version that no rule knows', versions: ['v3'], verdict: 'impossible', target: undefined, losses: [] },
  ];
  for (const { name, versions, verdict, target, losses } of cases) {
    it(`${name}: ${verdict}`, () => {
      const [result] = plan(template, [member('m', ...versions)], rules);
      const apiVersion = target && `example.com/${target}`;
      expect(result).to.include({ verdict, target: apiVersion, kubernetesVersion: '1.30' });
      expect(result?.losses.map(({ path }) => path)).to.deep.equal(losses);
      expect(result?.object?.apiVersion).to.equal(apiVersion);
      expect(result?.hops).to.deep.equal([...new Set(apiVersion ? ['example.com/v2', apiVersion] : [])]);
      expect(result?.problem?.code).to.equal(verdict === 'impossible' ? 'MEMBER_LACKS_KIND' : undefined);
    });
  }

  it('names other objects in the versions that the member serves', () => {
    const owned = (apiVersion: string) => ({
      ...template,
      metadata: { name: 'w', ownerReferences: [{ apiVersion, kind: 'Widget', name: 'o', uid: 'u' }] },
    });
    const [result] = plan(owned('example.com/v2'), [member('m', 'v2beta1')], rules);
    expect(result?.object?.metadata).to.deep.equal(owned('example.com/v2beta1').metadata);
  });

  it('gives a native member the very same object', () => {
    expect(plan(template, [member('m', 'v2')], rules)[0]?.object).to.equal(template);
  });

  it('names the versions that would do, and the kind, when it is impossible', () => {
    const [result] = plan(template, [member('m')], rules);
    expect(result?.problem?.message)
      .to.contain('Widget')
      .and.contain('example.com/v2, example.com/v2beta1, example.com/v1');
  });

  it('is impossible where the conversion fails, for its reason', () => {
    const [result] = plan({ ...template, spec: 'x' }, [member('m', 'v1')], rules);
    expect(result).to.have.property('verdict', 'impossible');
    expect(result?.problem?.message).to.equal('spec must be an object, but is a string');
  });

  it('is impossible for what is no Kubernetes object, and for a kind without a rule', () => {
    expect(plan({ kind: 'Widget' }, [member('m', 'v1')], rules)[0]?.problem?.code).to.equal('OBJECT_NOT_KUBERNETES');
    const [result] = plan({ ...template, kind: 'Gadget' }, [member('m', 'v1')], rules);
    expect(result?.problem?.code).to.equal('MEMBER_LACKS_KIND');
  });

  it('needs no rule for a kind that is served', () => {
    const [result] = plan({ apiVersion: 'v1', kind: 'Pod' }, [member('m')], rules);
    expect(result).to.have.property('verdict', 'native');
  });

  it('makes one plan for each set of capabilities, and the same plans in any order of members', () => {
    const sets = Array.from({ length: 20 }, (_, i) => capabilitiesOf(`1.${String(i + 14)}`, ['example.com/v1/Widget']));
    const members = Array.from({ length: 5000 }, (_, i) => ({
      name: `member-${String(i).padStart(4, '0')}`,
      capabilities: sets[(i * 7) % 20]!,
    }));
    const plans = plan(template, members, rules);
    expect(plans).to.have.lengthOf(20);
    expect(plans.map((one) => one.members.length)).to.deep.equal(Array(20).fill(250));
    expect(plans.map((one) => one.members[0])).to.deep.equal(members.slice(0, 20).map(({ name }) => name));
    for (const one of plans) expect([...one.members].sort()).to.deep.equal(one.members);
    expect(plan(template, [...members].reverse(), rules)).to.deep.equal(plans);
  });

  it('makes no plan without members', () => expect(plan(template, [], rules)).to.deep.equal([]));
});

describe('targetVersion', () => {
  it('is the first of the versions, as the rule orders them, that the member serves', () => {
    const family = rules.familyOf('example.com/v2', 'Widget')!;
    const of = (...versions: readonly string[]) => targetVersion(family, member('m', ...versions).capabilities);
    expect(of('v1', 'v2beta1', 'v2')).to.equal('example.com/v2');
    expect(of('v1', 'v2beta1')).to.equal('example.com/v2beta1');
    expect(of()).to.equal(undefined);
  });
});
