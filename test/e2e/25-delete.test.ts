import { expect } from 'chai';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, read, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

describe('deleting the template', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'delete');

  for (const template of [web, scaler]) {
    it(`deletes the object from every member: ${template.kind!}`, async () => {
      await appliedBinding(fleet(), template);
      await fleet().karmada.client.delete(objectPath(template));
      await eventually('no member has the object', async () => {
        for (const member of MEMBER_NAMES) {
          expect(await read(fleet(), storedIn(member, template)), member).to.equal(undefined);
        }
      });
    });
  }
});
