import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, read, storedIn, useTemplatesEverywhere } from './support/scenario.ts';
import { reportStatus } from './support/status.ts';
import { countWrites } from './support/writes.ts';

/** Long enough for every periodic task of Karmada, and for its watches through the gateway to end and start again. */
const IDLE_MS = 60_000;
/** How long Karmada would need to answer a change of status with a write; it needs a tenth of a second to answer drift. */
const SETTLE_MS = 3000;

describe('while nobody changes a template', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'idle');
  const templates = [web, scaler];

  /** Everything that a write to an object in a member would change. */
  async function writeState(): Promise<Record<string, string | number>> {
    const state: Record<string, string | number> = {};
    for (const member of MEMBER_NAMES) {
      for (const template of templates) {
        const object = await read(fleet(), storedIn(member, template));
        state[`resourceVersion of the ${template.kind!} in ${member}`] = object!.metadata.resourceVersion!;
      }
      for (const resource of ['ingresses', 'horizontalpodautoscalers']) {
        state[`writes to ${resource} in ${member}`] = await countWrites(fleet(), member, resource);
      }
    }
    return state;
  }

  before(async () => {
    for (const template of templates) await appliedBinding(fleet(), template);
  });

  it('a change of status in the old member makes Karmada write nothing to it', async () => {
    const changes = [
      { template: web, resource: 'ingresses', status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } },
      { template: scaler, resource: 'horizontalpodautoscalers', status: { currentReplicas: 4, desiredReplicas: 5 } },
    ];
    for (const { template, resource, status } of changes) {
      const stored = storedIn('m121', template);
      const writes = await countWrites(fleet(), 'm121', resource);
      const { metadata } = await reportStatus(fleet(), stored, status);
      await eventually('the status is in the template', async () => {
        const object = await fleet().karmada.client.get(objectPath(template));
        expect(object.status).to.containSubset(status);
      });
      // That something does not happen can only be seen by waiting.
      await delay(SETTLE_MS);
      expect(await countWrites(fleet(), 'm121', resource), resource).to.equal(writes);
      const after = await read(fleet(), stored);
      expect(after?.metadata.resourceVersion, template.kind).to.equal(metadata.resourceVersion);
    }
  });

  it('nothing is written to any member for a minute', async () => {
    const state = await writeState();
    await delay(IDLE_MS);
    expect(await writeState()).to.deep.equal(state);
  });
});
