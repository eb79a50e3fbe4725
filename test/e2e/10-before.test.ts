import { expect } from 'chai';
import { MEMBER_NAMES, useFleet } from './support/fleet.ts';
import { appliedBinding, boundTo, create, createNamespace, inMember, remove } from './support/scenario.ts';
import { autoscaler, ingress, propagation } from './support/templates.ts';

const NAMESPACE = 'before';

/** The problem that Karmorph solves, shown on a Karmada without it. */
describe('without Karmorph', () => {
  const fleet = useFleet({ behindGateway: [] });
  const templates = [ingress(NAMESPACE), autoscaler(NAMESPACE)];
  const policy = propagation(NAMESPACE, MEMBER_NAMES, templates);

  before(async () => {
    await createNamespace(fleet(), NAMESPACE, MEMBER_NAMES);
    await create(fleet(), policy, ...templates);
  });

  after(async () => {
    await remove(fleet(), policy, ...templates);
  });

  for (const template of templates) {
    const name = `${template.apiVersion!} ${template.kind!}`;

    it(`an ${name} is bound only to the members that serve this version`, async () => {
      const binding = await appliedBinding(fleet(), template);
      expect(boundTo(binding)).to.deep.equal(['m124', 'm134']);
      expect(await inMember(fleet(), 'm134', template)).to.have.nested.property('metadata.name', 'web');
      expect(await inMember(fleet(), 'm124', template)).to.have.nested.property('metadata.name', 'web');
    });

    it(`the binding of an ${name} says that all is well, and does not mention the member that was left out`, async () => {
      const binding = await appliedBinding(fleet(), template);
      expect(JSON.stringify(binding.status)).not.to.include('m121');
    });
  }

  it('the old member has neither, although it serves both kinds in other versions', async () => {
    const [web, scaler] = templates as [(typeof templates)[0], (typeof templates)[0]];
    await Promise.all(templates.map((template) => appliedBinding(fleet(), template)));
    expect(await inMember(fleet(), 'm121', web, 'networking.k8s.io/v1beta1')).to.equal(undefined);
    expect(await inMember(fleet(), 'm121', web, 'extensions/v1beta1')).to.equal(undefined);
    expect(await inMember(fleet(), 'm121', scaler, 'autoscaling/v1')).to.equal(undefined);
  });
});
