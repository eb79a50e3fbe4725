import { expect } from 'chai';
import { lackingKinds } from '../../../src/adoption/lacking-kinds.ts';
import { servedBy } from '../../../src/inventory/served-versions.ts';
import { capabilitiesOf, type Capabilities } from '../../../src/kubernetes/capabilities.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';

const rules = loadBuiltinRules();

function served(version: string): Capabilities {
  const found = servedBy(version);
  if (!found.ok) throw new Error(version);
  return found.capabilities;
}

describe('what a member is left out of', () => {
  const cases: readonly { name: string; controlPlane: Capabilities; member: Capabilities; want: readonly string[] }[] =
    [
      {
        name: 'is nothing for a member like the control plane',
        controlPlane: served('1.34'),
        member: served('1.34'),
        want: [],
      },
      {
        name: 'is what Karmada propagates in a version that the member lacks; a version that Karmada does not watch is none',
        controlPlane: capabilitiesOf('1.34', [
          'autoscaling/v1/HorizontalPodAutoscaler',
          'autoscaling/v2/HorizontalPodAutoscaler',
        ]),
        member: capabilitiesOf('1.21', ['autoscaling/v1/HorizontalPodAutoscaler']),
        want: ['autoscaling/v2/HorizontalPodAutoscaler'],
      },
      {
        name: 'is nothing for a member that has the version that Karmada watches',
        controlPlane: capabilitiesOf('1.34', [
          'autoscaling/v1/HorizontalPodAutoscaler',
          'autoscaling/v2/HorizontalPodAutoscaler',
        ]),
        member: capabilitiesOf('1.37', ['autoscaling/v2/HorizontalPodAutoscaler']),
        want: [],
      },
      {
        name: 'is not a kind that the member has in no version',
        controlPlane: capabilitiesOf('1.34', ['networking.k8s.io/v1/Ingress']),
        member: capabilitiesOf('1.12', ['v1/Pod']),
        want: [],
      },
      {
        name: 'is not a kind that nobody propagates',
        controlPlane: capabilitiesOf('1.34', ['coordination.k8s.io/v1/Lease', 'discovery.k8s.io/v1/EndpointSlice']),
        member: capabilitiesOf('1.18', ['coordination.k8s.io/v1beta1/Lease', 'discovery.k8s.io/v1beta1/EndpointSlice']),
        want: [],
      },
      {
        name: 'is not a kind without a rule',
        controlPlane: capabilitiesOf('1.34', ['example.com/v2/Widget']),
        member: capabilitiesOf('1.34', ['example.com/v1/Widget']),
        want: [],
      },
      {
        name: 'is the same for a newer member, whose Karmada is the older one',
        controlPlane: capabilitiesOf('1.18', ['extensions/v1beta1/Ingress']),
        member: capabilitiesOf('1.34', ['networking.k8s.io/v1/Ingress']),
        want: ['extensions/v1beta1/Ingress'],
      },
    ];
  for (const { name, controlPlane, member, want } of cases) {
    it(name, () => expect(lackingKinds(rules, controlPlane, member)).to.deep.equal(want));
  }

  it('is told of an old release', () => {
    expect(lackingKinds(rules, served('1.34'), served('1.18'))).to.include.members([
      'autoscaling/v2/HorizontalPodAutoscaler',
      'batch/v1/CronJob',
      'networking.k8s.io/v1/Ingress',
      'policy/v1/PodDisruptionBudget',
    ]);
  });
});
