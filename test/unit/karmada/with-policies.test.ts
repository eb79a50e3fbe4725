import { expect } from 'chai';
import { binding } from '../../../src/karmada/binding.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf, type FleetSnapshot } from '../../../src/karmada/fleet-snapshot.ts';
import { overridePolicy } from '../../../src/karmada/override-policy.ts';
import { propagationPolicy } from '../../../src/karmada/propagation-policy.ts';
import { reachOf } from '../../../src/karmada/reach.ts';
import { identityOf } from '../../../src/karmada/template-identity.ts';
import { withPolicies } from '../../../src/karmada/with-policies.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';

const selects = { apiVersion: 'v1', kind: 'ConfigMap' };
const members = ['m1', 'm2', 'm3'].map((name) => plainMember(name, capabilitiesOf('1.34', ['v1/ConfigMap'])));
const places = (name: string, clusterNames: string[], namespace = 'shop') =>
  propagationPolicy.parse({
    metadata: { name, ...(namespace !== '' && { namespace }) },
    spec: { resourceSelectors: [selects], placement: { clusterAffinity: { clusterNames } } },
  });
const overrides = (name: string, namespace: string) =>
  overridePolicy.parse({ metadata: { name, namespace }, spec: { overrideRules: [] } });
const bound = binding.parse({
  spec: { resource: { ...selects, namespace: 'shop', name: 'web' }, clusters: [{ name: 'm1' }] },
});
const web = identityOf({ ...selects, metadata: { name: 'web', namespace: 'shop' } });

function reached(fleet: FleetSnapshot): string {
  const { basis, policy, members: found } = reachOf(web, fleet);
  return [basis, policy?.name ?? 'no policy', ...found.map(({ name }) => name)].join(' ');
}

describe('withPolicies', () => {
  const live = { members, policies: [places('p', ['m1', 'm2'])] };
  const withDefaults = propagationPolicy.parse({
    metadata: { name: 'p', namespace: 'shop' },
    spec: {
      resourceSelectors: [{ ...selects, namespace: 'shop' }],
      placement: { clusterAffinity: { clusterNames: ['m1', 'm2'] } },
      propagateDeps: true,
    },
  });
  const scheduled = { ...live, bindings: [bound] };
  const cases = [
    { name: 'places by a new policy', parts: { members }, applied: [places('q', ['m3'])], want: 'policy q m3' },
    { name: 'takes one for one of the same name', parts: live, applied: [places('p', ['m3'])], want: 'policy p m3' },
    { name: 'leaves the others', parts: live, applied: [places('q', ['m3'])], want: 'policy p m1 m2' },
    { name: 'leaves a namesake elsewhere', parts: live, applied: [places('p', ['m3'], '')], want: 'policy p m1 m2' },
    {
      name: 'goes by no binding where the policy says something else now',
      parts: scheduled,
      applied: [places('p', ['m3'])],
      want: 'policy p m3',
    },
    {
      name: 'goes by the binding where the policy says the same',
      parts: scheduled,
      applied: [places('p', ['m1', 'm2'])],
      want: 'binding p m1',
    },
    {
      name: 'goes by the binding where Karmada has written its defaults into the policy',
      parts: { ...scheduled, policies: [withDefaults] },
      applied: [places('p', ['m1', 'm2'])],
      want: 'binding p m1',
    },
    {
      name: 'asks no policy where nothing is known of a Karmada',
      parts: live,
      fixed: true,
      applied: [],
      want: 'all no policy m1 m2 m3',
    },
    {
      name: 'asks the policies that there are, where nothing else is known of a Karmada',
      parts: { members },
      fixed: true,
      applied: [places('q', ['m3'])],
      want: 'policy q m3',
    },
  ];
  for (const { name, parts, fixed = false, applied: propagation, want } of cases) {
    it(name, () => {
      const fleet = { ...fleetSnapshotOf(parts), withoutKarmada: fixed };
      expect(reached(withPolicies(fleet, { propagation, overrides: [] }))).to.equal(want);
    });
  }

  it('takes an override policy for one of the same name', () => {
    const fleet = fleetSnapshotOf({ members, overrides: [overrides('a', 'shop'), overrides('b', 'shop')] });
    const applied = overrides('a', 'shop');
    const found = withPolicies(fleet, { propagation: [], overrides: [applied] }).overrides('shop');
    expect(found.map(({ metadata }) => metadata.name)).to.deep.equal(['b', 'a']);
    expect(found[1]).to.equal(applied);
  });
});
