import { expect } from 'chai';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { candidatesOf, placement } from '../../../src/karmada/placement.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';

const served = capabilitiesOf('1.34', ['v1/ConfigMap']);
const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
const fleet = [
  { ...plainMember('m1', served), labels: { env: 'prod' }, provider: 'aws', region: 'eu', zones: ['a', 'b'] },
  { ...plainMember('m2', served), labels: { env: 'test' }, region: 'us', zones: ['c'] },
  { ...plainMember('m3', served), taints: [taint, { key: 'x', value: '', effect: 'PreferNoSchedule' }] },
  { ...plainMember('m4', served), deleting: true },
];
const fields = (key: string, operator: string, ...values: string[]) => ({
  clusterAffinity: { fieldSelector: { matchExpressions: [{ key, operator, values }] } },
});
const group = (affinityName: string, ...clusterNames: string[]) => ({ affinityName, clusterNames });

describe('the members that a placement allows', () => {
  const cases: readonly { name: string; input: object; want: readonly string[]; affinity?: string }[] = [
    { name: 'all without taints, when nothing is said', input: {}, want: ['m1', 'm2'] },
    { name: 'names', input: { clusterAffinity: { clusterNames: ['m2', 'm4'] } }, want: ['m2'] },
    { name: 'all but the excluded', input: { clusterAffinity: { exclude: ['m1'] } }, want: ['m2'] },
    { name: 'labels', input: { clusterAffinity: { labelSelector: { matchLabels: { env: 'prod' } } } }, want: ['m1'] },
    { name: 'a provider', input: fields('provider', 'In', 'aws'), want: ['m1'] },
    { name: 'not a provider, nor one without', input: fields('provider', 'NotIn', 'aws'), want: ['m2'] },
    { name: 'one of several zones', input: fields('zone', 'In', 'b', 'z'), want: ['m1'] },
    { name: 'no zone of these', input: fields('zone', 'NotIn', 'b'), want: ['m2'] },
    { name: 'any taint', input: { clusterTolerations: [{ operator: 'Exists' }] }, want: ['m1', 'm2', 'm3'] },
    { name: 'a taint', input: { clusterTolerations: [{ key: 'gpu', value: 'yes' }] }, want: ['m1', 'm2', 'm3'] },
    {
      name: 'a taint of another value',
      input: { clusterTolerations: [{ key: 'gpu', value: 'no' }] },
      want: ['m1', 'm2'],
    },
    { name: 'a field to spread by', input: { spreadConstraints: [{ spreadByField: 'provider' }] }, want: ['m1'] },
    {
      name: 'the first group that has members',
      input: { clusterAffinities: [group('one', 'm4'), group('two', 'm2'), group('three', 'm1')] },
      want: ['m2'],
      affinity: 'two',
    },
    { name: 'none when no group has any', input: { clusterAffinities: [group('one', 'm4')] }, want: [] },
  ];
  for (const { name, input, want, affinity } of cases) {
    it(`takes ${name}`, () => {
      const found = candidatesOf(fleet, placement.parse(input));
      expect(found.members.map((member) => member.name)).to.deep.equal(want);
      expect(found.affinity).to.equal(affinity);
    });
  }
});
