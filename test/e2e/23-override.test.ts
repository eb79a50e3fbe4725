import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { appliedBinding, expectStored, storedIn, useScenario } from './support/scenario.ts';
import { ingress, override, propagation } from './support/templates.ts';

const NAMESPACE = 'override';
/** A path that the old member's version does not have: overrides are written against the template. */
const PATH = '/spec/rules/0/http/paths/0/backend/service/name';

describe("an OverridePolicy on a path of the template's version", () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const web = ingress(NAMESPACE);
  const policies = [
    override(web, 'm121', { path: PATH, value: 'shop-legacy' }),
    propagation(NAMESPACE, MEMBER_NAMES, [web]),
  ];
  useScenario(fleet, { namespace: NAMESPACE, objects: [...policies, web] });

  const withBackend = (backend: object): object => ({ spec: { rules: [{ http: { paths: [{ backend }] } }] } });

  it('changes what the named old member stores, in the version of that member', async () => {
    await appliedBinding(fleet(), web);
    const backend = { serviceName: 'shop-legacy', servicePort: 80 };
    await expectStored(fleet(), storedIn('m121', web), withBackend(backend));
  });

  it('changes nothing in the other members', async () => {
    await appliedBinding(fleet(), web);
    for (const member of ['m134', 'm124'] as const) {
      await expectStored(fleet(), storedIn(member, web), withBackend({ service: { name: 'shop' } }));
    }
  });
});
