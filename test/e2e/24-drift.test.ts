import { expect } from 'chai';
import { useFleet } from './support/fleet.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, expectStored, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

describe('what somebody changes in the old member', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'drift');

  const cases = [
    {
      template: web,
      change: { spec: { backend: { serviceName: 'hijacked', servicePort: 1 } } },
      right: { spec: { backend: { serviceName: 'fallback', servicePort: 8080 } } },
    },
    { template: scaler, change: { spec: { maxReplicas: 99 } }, right: { spec: { maxReplicas: 10 } } },
  ];
  for (const { template, change, right } of cases) {
    const old = storedIn('m121', template);
    const path = objectPath(template, old.apiVersion);

    it(`is put right: a changed ${template.kind!}`, async () => {
      await appliedBinding(fleet(), template);
      const { metadata } = await expectStored(fleet(), old, right);
      await fleet().member('m121').client.patch(path, change);
      const restored = await expectStored(fleet(), old, right);
      expect(restored.metadata.uid).to.equal(metadata.uid);
    });

    it(`is put right: a deleted ${template.kind!}`, async () => {
      const { metadata } = await expectStored(fleet(), old, right);
      await fleet().member('m121').client.delete(path);
      const restored = await expectStored(fleet(), old, right);
      expect(restored.metadata.uid).not.to.equal(metadata.uid);
    });
  }
});
