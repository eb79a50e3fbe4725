import { expect } from 'chai';
import { createAuthority } from '../../../certs/authority.ts';
import type { Problem } from '../../../src/errors.ts';
import { startKarmadaInventory, type KarmadaInventory } from '../../../src/inventory/karmada-inventory.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { kubeClientFromFile, type KubeClient } from '../../../src/kube/kube-client.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { cluster } from '../../support/karmada-cluster.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';

describe('Karmada inventory', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let clock: FakeClock;
  let problems: Problem[];
  let inventory: KarmadaInventory;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    client = await kubeClientFromFile(server.kubeconfig);
    clock = new FakeClock();
    problems = [];
    server.json('/version', { gitVersion: 'v1.34.4' });
    server.json('/api', { kind: 'APIGroupDiscoveryList', items: [] });
    serve('Ingress');
    server.json(CLUSTERS, { metadata: { resourceVersion: '1' }, items: [cluster('m1', { enablements: ['v1/Pod'] })] });
  });
  afterEach(async () => {
    await inventory.stop();
    client.close();
    await server.stop();
  });

  const serve = (kind: string, more: JsonObject[] = []): void =>
    server.json('/apis', {
      kind: 'APIGroupDiscoveryList',
      items: [
        { metadata: { name: 'g' }, versions: [{ version: 'v1', resources: [{ responseKind: { kind } }] }] },
        ...more,
      ],
    });
  const start = (): void => {
    inventory = startKarmadaInventory({ client, clock, onProblem: (problem) => problems.push(problem) });
  };
  /** Lets the control plane be discovered again. */
  const refresh = async (): Promise<void> => {
    const before = server.requests.length;
    await clock.fire(60_000);
    await clock.timer(60_000);
    expect(server.requests.length).to.be.greaterThan(before);
  };

  it('is ready once Clusters and control plane have been read, and follows both', async () => {
    start();
    expect(inventory.ready()).to.equal(false);
    expect(inventory.members()).to.deep.equal([]);
    expect(inventory.controlPlane().served.size).to.equal(0);
    await inventory.synced;
    expect(inventory.ready()).to.equal(true);
    expect(inventory.members().map(({ name }) => name)).to.deep.equal(['m1']);
    expect([...inventory.controlPlane().served]).to.deep.equal(['g/v1/Ingress']);
    expect(inventory.controlPlane().kubernetesVersion).to.equal('1.34');
    serve('Gateway');
    await refresh();
    expect([...inventory.controlPlane().served]).to.deep.equal(['g/v1/Gateway']);
    expect(problems).to.deep.equal([]);
  });

  it('is not ready before the control plane could be discovered', async () => {
    server.json('/apis', { kind: 'Status', message: 'starting' }, 503);
    start();
    await clock.timer(2_000);
    expect(inventory.ready()).to.equal(false);
    serve('Ingress');
    await clock.fire(2_000);
    await inventory.synced;
    expect(inventory.ready()).to.equal(true);
    expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_REFUSED']);
  });

  it('keeps what the control plane served while it cannot be asked, and adds to it while it answers in part', async () => {
    start();
    await inventory.synced;
    await clock.timer(60_000);
    server.json('/apis', { kind: 'Status' }, 500);
    await refresh();
    expect([...inventory.controlPlane().served]).to.deep.equal(['g/v1/Ingress']);
    serve('Other', [{ metadata: { name: 'h' }, versions: [{ version: 'v1', freshness: 'Stale', resources: [] }] }]);
    await refresh();
    expect([...inventory.controlPlane().served]).to.deep.equal(['g/v1/Ingress', 'g/v1/Other']);
    serve('Other');
    await refresh();
    expect([...inventory.controlPlane().served]).to.deep.equal(['g/v1/Other']);
  });

  it('follows Clusters and what the gateway observes', async () => {
    const { certificate } = await createAuthority({ commonName: 'm2', days: 1, now: new Date() });
    start();
    await inventory.synced;
    const watch = await server.watch();
    const annotations = {
      'karmorph.io/member-endpoint': 'https://10.0.0.2:6443',
      'karmorph.io/member-ca-bundle': Buffer.from(certificate).toString('base64'),
    };
    watch.send('ADDED', cluster('m2', { annotations, enablements: ['v1/Pod'] }));
    watch.send('DELETED', cluster('m1', {}));
    while (inventory.member('m1')) await new Promise((resolve) => setImmediate(resolve));
    expect(inventory.member('m2')?.endpoint).to.deep.equal({ url: 'https://10.0.0.2:6443', caBundle: certificate });
    inventory.observe('m2', { kubernetesVersion: '1.21', served: new Set(['a/v1/B']), fingerprint: 'f' });
    expect([...inventory.member('m2')!.capabilities.served]).to.deep.equal(['a/v1/B', 'v1/Pod']);
  });
});
