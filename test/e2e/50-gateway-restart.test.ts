import { useFleet } from './support/fleet.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, expectStored, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

/** Karmada tries again with growing pauses, so an update is late by about as long as the gateway was away. */
const CATCH_UP_MS = 60_000;

describe('while the gateway is away', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'gateway-restart');

  after('the gateway runs', async () => {
    await (await fleet().karmorph()).start();
  });

  it('an update reaches the members that do not need it, and the others when it is back', async () => {
    for (const template of [web, scaler]) await appliedBinding(fleet(), template);
    const karmorph = await fleet().karmorph();
    await karmorph.kill();
    const tls = [{ hosts: ['shop.example'], secretName: 'renewed' }];
    await fleet().karmada.client.patch(objectPath(web), { spec: { tls } });
    await fleet().karmada.client.patch(objectPath(scaler), { spec: { maxReplicas: 15 } });
    await expectStored(fleet(), storedIn('m134', web), { spec: { tls } });
    await expectStored(fleet(), storedIn('m134', scaler), { spec: { maxReplicas: 15 } });
    await expectStored(fleet(), storedIn('m121', web), { spec: { tls: [{ secretName: 'shop-tls' }] } });

    await karmorph.start();
    const patience = { timeoutMs: CATCH_UP_MS };
    await expectStored(fleet(), storedIn('m121', web), { spec: { tls } }, patience);
    await expectStored(fleet(), storedIn('m121', scaler), { spec: { maxReplicas: 15 } }, patience);
  });
});
