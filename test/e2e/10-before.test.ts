import { expect } from 'chai';
import { useFleet } from './support/fleet.ts';
import { appliedBinding, boundTo, read, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

/** The problem that Karmorph solves, shown on a Karmada without it. */
describe('without Karmorph', () => {
  const fleet = useFleet({ behindGateway: [] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'before');

  const cases = [
    {
      name: 'a networking.k8s.io/v1 Ingress',
      template: web,
      older: ['networking.k8s.io/v1beta1', 'extensions/v1beta1'],
    },
    {
      name: 'an autoscaling/v2 HorizontalPodAutoscaler',
      template: scaler,
      older: ['autoscaling/v2beta2', 'autoscaling/v1'],
    },
  ];
  for (const { name, template, older } of cases) {
    it(`${name} is bound only to the members that serve this version`, async () => {
      const binding = await appliedBinding(fleet(), template);
      expect(boundTo(binding)).to.deep.equal(['m124', 'm134']);
      expect(await read(fleet(), storedIn('m134', template))).to.have.nested.property('metadata.name', 'web');
      expect(await read(fleet(), storedIn('m124', template))).to.have.nested.property('metadata.name', 'web');
    });

    it(`the binding of ${name} says that all is well, and does not mention the member that was left out`, async () => {
      const binding = await appliedBinding(fleet(), template);
      expect(JSON.stringify(binding.status)).not.to.include('m121');
    });

    it(`the old member does not get ${name}, although it serves ${older.join(' and ')}`, async () => {
      await appliedBinding(fleet(), template);
      for (const apiVersion of older) {
        expect(await read(fleet(), { member: 'm121', template, apiVersion }), apiVersion).to.equal(undefined);
      }
    });
  }
});
