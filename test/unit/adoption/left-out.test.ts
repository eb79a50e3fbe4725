import { expect } from 'chai';
import { clusterFacts } from '../../../src/adoption/cluster-facts.ts';
import { leftOut, rebalancer } from '../../../src/adoption/left-out.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { clusterObject, RECORDS } from '../../support/adoption.ts';

const facts = clusterFacts(clusterObject({ annotations: RECORDS.adopted }))!;
const member = plainMember('old', facts.enabled);
const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'shop', name: 'web' };
const bindingOf = (spec: JsonObject): JsonObject => ({ spec: { resource: ingress, ...spec } });

describe('templates that had left a member out', () => {
  const cases: readonly { name: string; spec: JsonObject; want: object | undefined }[] = [
    { name: 'are those that are bound to others only', spec: { clusters: [{ name: 'new' }] }, want: ingress },
    { name: 'and those that are bound to nobody', spec: {}, want: ingress },
    { name: 'are none that are bound to it', spec: { clusters: [{ name: 'old' }] }, want: undefined },
    {
      name: 'are none of a kind that it had before',
      spec: { resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' } },
      want: undefined,
    },
    {
      name: 'are none whose placement names others',
      spec: { placement: { clusterAffinity: { clusterNames: ['new'] } } },
      want: undefined,
    },
    {
      name: 'are those whose placement names it',
      spec: { placement: { clusterAffinity: { clusterNames: ['new', 'old'] } } },
      want: ingress,
    },
    {
      name: 'have no namespace when their kind has none',
      spec: { resource: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' } },
      want: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' },
    },
  ];
  for (const { name, spec, want } of cases) {
    it(name, () => expect(leftOut(bindingOf(spec), facts, member)).to.deep.equal(want));
  }

  it('are none of a binding that cannot be read', () => {
    expect(leftOut({ spec: {} }, facts, member)).to.equal(undefined);
  });

  it('are named by one WorkloadRebalancer for each adoption', () => {
    expect(rebalancer(facts, [ingress])).to.deep.equal({
      apiVersion: 'apps.karmada.io/v1alpha1',
      kind: 'WorkloadRebalancer',
      metadata: { name: 'karmorph-old-1767225600', labels: { 'app.kubernetes.io/managed-by': 'karmorph' } },
      spec: { workloads: [ingress], ttlSecondsAfterFinished: 3600 },
    });
  });
});
