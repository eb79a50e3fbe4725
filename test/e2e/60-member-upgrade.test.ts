import { expect } from 'chai';
import type { ApiServerFlavour } from './support/api-server.ts';
import { KUBERNETES_1_21, KUBERNETES_1_24 } from './support/assets/versions.ts';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { MEMBERS } from './support/members.ts';
import { memberIsReady } from './support/join.ts';
import { objectPath } from './support/paths.ts';
import {
  appliedBinding,
  expectStored,
  read,
  storedIn,
  useTemplatesEverywhere,
  type Stored,
} from './support/scenario.ts';

/** Last of all, since the old member is not old any more after it. */
describe('an upgrade of the old member', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'member-upgrade');
  /** A member that has become newer may not serve the older versions any more. */
  const inMember = (template: KubeObject, native: readonly KubeObject[]): Stored =>
    native.includes(template)
      ? { member: 'm121', template, apiVersion: template.apiVersion! }
      : storedIn('m121', template);
  const identity = ({ metadata }: KubeObject): object => ({ uid: metadata.uid, generation: metadata.generation });

  after('the member is old again', async () => {
    await fleet().member('m121').restart(MEMBERS.m121);
    await memberIsReady(fleet().karmada, 'm121', 60_000);
  });

  const upgrades: { name: string; flavour: ApiServerFlavour; native: KubeObject[] }[] = [
    { name: 'that switches networking.k8s.io/v1 on', flavour: { version: KUBERNETES_1_21 }, native: [web] },
    { name: 'to Kubernetes 1.24', flavour: { version: KUBERNETES_1_24 }, native: [web, scaler] },
  ];
  for (const { name, flavour, native } of upgrades) {
    it(`${name} leaves the objects as they are, and needs no conversion any more`, async () => {
      for (const template of [web, scaler]) await appliedBinding(fleet(), template);
      const old = await Promise.all([web, scaler].map((each) => read(fleet(), storedIn('m121', each))));
      await fleet().member('m121').restart(flavour);
      await memberIsReady(fleet().karmada, 'm121', 60_000);

      const upgraded = await Promise.all([web, scaler].map((each) => read(fleet(), inMember(each, native))));
      expect(upgraded.map((each) => identity(each!))).to.deep.equal(old.map((each) => identity(each!)));

      const karmorph = await fleet().karmorph();
      for (const template of native) {
        const direct = await fleet().member('m121').client.get(objectPath(template));
        expect(direct.spec).to.containSubset(template.spec!);
        await eventually(`the gateway passes ${template.apiVersion!} through`, async () =>
          expect(await karmorph.read(fleet().member('m121'), template)).to.deep.equal(direct),
        );
      }
    });
  }

  it('is followed by updates that reach the member as before', async () => {
    await fleet().karmada.client.patch(objectPath(scaler), { spec: { maxReplicas: 17 } });
    const stored = { member: 'm121', template: scaler, apiVersion: scaler.apiVersion! } as const;
    await expectStored(fleet(), stored, { spec: { maxReplicas: 17 } });
  });
});
