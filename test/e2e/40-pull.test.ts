import { expect } from 'chai';
import { eventually } from './support/eventually.ts';
import { MEMBERS, useFleet } from './support/fleet.ts';
import { objectPath } from './support/paths.ts';
import { startPullMember, type PullMember } from './support/pull.ts';
import { appliedBinding, boundTo, useScenario } from './support/scenario.ts';
import { autoscaler, ingress, propagation } from './support/templates.ts';

const NAMESPACE = 'pull';
const MEMBER = 'p121';

describe('a member in pull mode, whose agent reaches it through the gateway', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  let member: PullMember;
  before('the member and its agent', async () => {
    member = await startPullMember(fleet(), MEMBER, MEMBERS.m121);
  });
  const web = ingress(NAMESPACE);
  const scaler = autoscaler(NAMESPACE);
  const policy = propagation(NAMESPACE, [MEMBER, 'm134'], [web, scaler]);
  useScenario(fleet, { namespace: NAMESPACE, objects: [policy, web, scaler] });

  const legacyIngress = objectPath(web, 'networking.k8s.io/v1beta1');

  it('is bound and gets the template in its own version', async () => {
    for (const template of [web, scaler]) {
      expect(boundTo(await appliedBinding(fleet(), template))).to.deep.equal(['m134', MEMBER]);
    }
    const { spec } = await member.api.client.get(legacyIngress);
    expect(spec).to.deep.include({ backend: { serviceName: 'fallback', servicePort: 8080 } });
    const found = await member.api.client.get(objectPath(scaler, 'autoscaling/v1'));
    expect(found.spec).to.include({ maxReplicas: 10, targetCPUUtilizationPercentage: 60 });
  });

  it('reports its status to the template', async () => {
    await appliedBinding(fleet(), web);
    const object = await member.api.client.get(legacyIngress);
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.21' }] } };
    await member.api.client.put(`${legacyIngress}/status`, { ...object, status });
    await eventually('the status is in the template', async () =>
      expect((await fleet().karmada.client.get(objectPath(web))).status).to.containSubset(status),
    );
  });

  it('gets an update', async () => {
    await fleet().karmada.client.patch(objectPath(scaler), { spec: { maxReplicas: 12 } });
    await eventually('the update is in the member', async () =>
      expect((await member.api.client.get(objectPath(scaler, 'autoscaling/v1'))).spec).to.include({ maxReplicas: 12 }),
    );
  });
});
