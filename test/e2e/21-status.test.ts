import { expect } from 'chai';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, storedIn, useTemplatesEverywhere } from './support/scenario.ts';
import { reportStatus } from './support/status.ts';

const ADDRESSES = { m134: '192.0.2.134', m124: '192.0.2.124', m121: '192.0.2.121' } as const;

/** The status is written to each member as its controllers would, in a version that the member serves. */
describe("the members' status", () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'status');

  it('arrives in the template: the addresses of an Ingress', async () => {
    await appliedBinding(fleet(), web);
    for (const member of MEMBER_NAMES) {
      const status = { loadBalancer: { ingress: [{ ip: ADDRESSES[member] }] } };
      await reportStatus(fleet(), storedIn(member, web), status);
    }
    await eventually('the Ingress has the addresses of all members', async () => {
      const { status } = await fleet().karmada.client.get(objectPath(web));
      const entries = (status as { loadBalancer: { ingress?: { ip: string }[] } }).loadBalancer.ingress ?? [];
      expect(entries.map(({ ip }) => ip)).to.have.members(Object.values(ADDRESSES));
    });
  });

  it('arrives in the template: the replicas of a HorizontalPodAutoscaler', async () => {
    await appliedBinding(fleet(), scaler);
    for (const member of MEMBER_NAMES) {
      await reportStatus(fleet(), storedIn(member, scaler), { currentReplicas: 2, desiredReplicas: 3 });
    }
    await eventually('the HorizontalPodAutoscaler has the replicas of all members', async () => {
      const { status } = await fleet().karmada.client.get(objectPath(scaler));
      expect(status).to.include({ currentReplicas: 6, desiredReplicas: 9 });
    });
  });
});
