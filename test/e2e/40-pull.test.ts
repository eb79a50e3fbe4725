import { expect } from 'chai';
import { eventually } from './support/eventually.ts';
import type { ApiServerFlavour } from './support/api-server.ts';
import { KUBERNETES_1_21 } from './support/assets/versions.ts';
import { Client } from './support/client.ts';
import { useFleet } from './support/fleet.ts';
import { objectPath } from './support/paths.ts';
import { startPullMember, type PullMember } from './support/pull.ts';
import { appliedBinding, boundTo, useScenario } from './support/scenario.ts';
import { autoscaler, ingress, propagation } from './support/templates.ts';

const NAMESPACE = 'pull';
const MEMBER = 'p121';
/**
 * Unlike m121 it serves autoscaling/v2beta2, as 1.21 does out of the box. It keeps autoscalers as autoscaling/v1 all the
 * same, and so gives the CPU metric back last, whatever was written.
 */
const FLAVOUR: ApiServerFlavour = {
  version: KUBERNETES_1_21,
  args: ['--runtime-config=networking.k8s.io/v1=false', '--disable-admission-plugins=DefaultIngressClass'],
};

describe('a member in pull mode, whose agent reaches it through a gateway next to it', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  let member: PullMember;
  before('the member and its agent', async () => {
    member = await startPullMember(fleet(), MEMBER, FLAVOUR);
  });
  const web = ingress(NAMESPACE);
  const scaler = autoscaler(NAMESPACE);
  scaler.spec!['metrics'] = [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
    { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '100' } } },
    { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '500Mi' } } },
  ];
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

  it('reads back exactly what was written, although the member keeps the metrics in another order', async () => {
    const older = await member.api.client.get(objectPath(scaler, 'autoscaling/v2beta2'));
    expect(older.spec?.['metrics']).to.have.nested.property('[2].resource.name', 'cpu');
    const { caPem } = fleet().environment.pki;
    const client = new Client({ server: member.gateway.memberUrl, caPem, token: member.api.token });
    const read = await client.get(objectPath(scaler));
    client.close();
    // The template has the defaults of the control plane's release.
    expect(read.spec).to.deep.equal((await fleet().karmada.client.get(objectPath(scaler))).spec);
  });

  it('is not written to when the status of the autoscaler changes', async () => {
    const older = objectPath(scaler, 'autoscaling/v2beta2');
    const { status } = await member.api.client.get(older);
    for (const currentReplicas of [3, 4, 5]) {
      const current = await member.api.client.get(older);
      const changed = await member.api.client.put(`${older}/status`, {
        ...current,
        status: { ...status, currentReplicas, desiredReplicas: 5, conditions: [] },
      });
      await eventually('the agent has reported the status', async () => {
        const template = await fleet().karmada.client.get(objectPath(scaler));
        expect(template.status?.['currentReplicas']).to.equal(currentReplicas);
      });
      const { metadata } = await member.api.client.get(older);
      expect(metadata.resourceVersion).to.equal(changed.metadata.resourceVersion);
    }
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
