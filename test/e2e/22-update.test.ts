import { expect } from 'chai';
import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, expectStored, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

describe('an update of the template', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'update');

  it('reaches every member: an Ingress', async () => {
    await appliedBinding(fleet(), web);
    const stored = storedIn('m121', web);
    const old = await expectStored(fleet(), stored, { spec: { backend: { servicePort: 8080 } } });
    const defaultBackend = { service: { name: 'other', port: { number: 9090 } } };
    await fleet().karmada.client.patch(objectPath(web), { spec: { defaultBackend } });
    for (const member of ['m134', 'm124'] as const) {
      await expectStored(fleet(), storedIn(member, web), { spec: { defaultBackend } });
    }
    const updated = await expectStored(fleet(), stored, {
      spec: { backend: { serviceName: 'other', servicePort: 9090 } },
    });
    expect(updated.metadata.uid).to.equal(old.metadata.uid);
    // The generation counts the changes of the spec, so there was a single one.
    expect(updated.metadata.generation).to.equal(old.metadata.generation! + 1);
  });

  it('reaches every member: a HorizontalPodAutoscaler', async () => {
    await appliedBinding(fleet(), scaler);
    await fleet().karmada.client.patch(objectPath(scaler), { spec: { maxReplicas: 20 } });
    for (const member of MEMBER_NAMES) {
      await expectStored(fleet(), storedIn(member, scaler), { spec: { maxReplicas: 20 } });
    }
  });

  it('reaches the old member also when it takes something away', async () => {
    await fleet().karmada.client.patch(objectPath(web), { spec: { defaultBackend: null, tls: null } });
    await expectStored(fleet(), storedIn('m121', web), { spec: { backend: undefined, tls: undefined } });
  });
});
