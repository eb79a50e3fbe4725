import { expect } from 'chai';
import type { KubeObject } from './support/client.ts';
import { expectNoCondition } from './support/conditions.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { CLUSTERS, memberIsReady } from './support/join.ts';
import { bindingPath } from './support/paths.ts';
import { appliedBinding, boundTo, read, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

const WORKS = '/apis/work.karmada.io/v1alpha1/namespaces/karmada-es-m121/works';

/** All that Karmada can do to move workloads away, and as soon as it can; but nothing here gives a Cluster a NoExecute taint. */
const EAGER = [
  '--feature-gates=Failover=true',
  '--enable-no-execute-taint-eviction=true',
  '--no-execute-taint-eviction-purge-mode=Directly',
  '--resource-eviction-rate=100',
  '--cluster-status-update-frequency=1s',
  '--cluster-failure-threshold=1s',
  '--cluster-success-threshold=1s',
];
/** An eviction would begin at once. */
const PATIENCE_MS = 5_000;

describe('while the gateway is away for so long that Karmada notices', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'gateway-outage');

  before('a Karmada that moves workloads away', () => fleet().karmada.restartControllerManager(EAGER));

  after('the gateway runs, and Karmada is as it was', async () => {
    await (await fleet().karmorph()).start();
    await fleet().karmada.client.patch(`${CLUSTERS}/m121`, { spec: { taints: null } });
    await fleet().karmada.restartControllerManager();
    await memberIsReady(fleet().karmada, 'm121');
  });

  /** What an eviction would change. */
  async function placed(): Promise<object> {
    const templates = await Promise.all(
      [web, scaler].map(async (template) => {
        const binding = await fleet().karmada.client.get(bindingPath(template));
        const stored = await read(fleet(), storedIn('m121', template));
        const evictions = binding.spec?.['gracefulEvictionTasks'];
        return { members: boundTo(binding), evictions, stored: identity(stored!) };
      }),
    );
    const works = await fleet().karmada.client.list(WORKS);
    const kept = works.map(({ metadata }) => ({
      name: metadata.name,
      uid: metadata.uid,
      deleted: isDeleted(metadata),
    }));
    return { templates, works: kept.sort((a, b) => a.name.localeCompare(b.name)) };
  }

  it('its member is NotReady, but nothing is moved away from it, and all is as it was when it is back', async () => {
    for (const template of [web, scaler]) await appliedBinding(fleet(), template);
    const before = await placed();
    const karmorph = await fleet().karmorph();
    await karmorph.kill();
    const cluster = await eventually('m121 is NotReady', async () => {
      const found = await fleet().karmada.client.get(`${CLUSTERS}/m121`);
      expectNoCondition(found, 'Ready');
      expect(taintsOf(found)).not.to.deep.equal([]);
      return found;
    });
    expect(taintsOf(cluster).map(({ effect }) => effect)).to.deep.equal(['NoSchedule']);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    expect(await placed()).to.deep.equal(before);
    await memberIsReady(fleet().karmada, 'm134');

    await karmorph.start();
    await memberIsReady(fleet().karmada, 'm121');
    await eventually('m121 has no taint', async () =>
      expect(taintsOf(await fleet().karmada.client.get(`${CLUSTERS}/m121`))).to.deep.equal([]),
    );
    for (const template of [web, scaler]) await appliedBinding(fleet(), template);
    expect(await placed()).to.deep.equal(before);
  });

  it('would be moved by a NoExecute taint, which nobody but people and ClusterTaintPolicies set', async () => {
    const taints = [{ key: 'example.com/away', effect: 'NoExecute' }];
    await fleet().karmada.client.patch(`${CLUSTERS}/m121`, { spec: { taints } });
    for (const template of [web, scaler]) {
      await eventually(`${template.kind ?? ''} has left m121`, async () => {
        expect(boundTo(await fleet().karmada.client.get(bindingPath(template)))).not.to.include('m121');
        expect(await read(fleet(), storedIn('m121', template))).to.equal(undefined);
      });
    }
  });
});

function taintsOf({ spec }: KubeObject): readonly { readonly key: string; readonly effect: string }[] {
  return (spec?.['taints'] ?? []) as { key: string; effect: string }[];
}

/** Not written since. */
function identity({ metadata: { uid, resourceVersion } }: KubeObject): object {
  return { uid, resourceVersion };
}

function isDeleted(metadata: object): boolean {
  return 'deletionTimestamp' in metadata;
}
