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
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const API_SERVICES = '/apis/apiregistration.k8s.io/v1/apiservices';

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
    for (const path of [DEFINITIONS, API_SERVICES])
      server.json(path, { metadata: { resourceVersion: '1' }, items: [] });
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

  it('keeps what the control plane served while it cannot be asked, and of what cannot be asked while it answers in part', async () => {
    const verbs = ['delete', 'list', 'watch'];
    const group = (version: object): JsonObject => ({
      metadata: { name: 'h' },
      versions: [{ version: 'v1', ...version }],
    });
    const served = (): readonly string[] => [...inventory.controlPlane().served];
    serve('Ingress', [group({ resources: [{ responseKind: { kind: 'Far' }, verbs }] })]);
    start();
    await inventory.synced;
    await clock.timer(60_000);
    server.json('/apis', { kind: 'Status' }, 500);
    await refresh();
    expect(served()).to.deep.equal(['g/v1/Ingress', 'h/v1/Far']);
    serve('Other', [group({ freshness: 'Stale', resources: [] })]);
    await refresh();
    expect(served()).to.deep.equal(['g/v1/Other', 'h/v1/Far']);
    expect([...(inventory.controlPlane().preferred ?? [])]).to.deep.equal(['h/v1/Far']);
    serve('Other');
    await refresh();
    expect(served()).to.deep.equal(['g/v1/Other']);
  });

  it('follows Clusters and what the gateway observes', async () => {
    const { certificate } = await createAuthority({ commonName: 'm2', days: 1, now: new Date() });
    start();
    await inventory.synced;
    const watch = await server.watch(CLUSTERS);
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

  /** Waits until the control plane serves these kinds. */
  const serves = async (...kinds: string[]): Promise<void> => {
    while ([...inventory.controlPlane().served].join() !== kinds.join())
      await new Promise((next) => setImmediate(next));
  };
  const definition = (version: number): JsonObject => ({ metadata: { name: 'd', resourceVersion: String(version) } });

  for (const { name, path } of [
    { name: 'a CustomResourceDefinition', path: DEFINITIONS },
    { name: 'an APIService', path: API_SERVICES },
  ]) {
    it(`discovers the control plane again a second after ${name} came, changed or went`, async () => {
      start();
      await inventory.synced;
      const watches = await Promise.all([server.watch(DEFINITIONS), server.watch(API_SERVICES)]);
      await clock.fire(1_000);
      for (const { accept } of watches) expect(accept).to.match(/^application\/json;as=PartialObjectMetadata;/);
      for (const [index, type] of ['ADDED', 'MODIFIED', 'DELETED'].entries()) {
        serve(`Kind${String(index)}`);
        watches.find((watch) => watch.path === path)?.send(type, definition(index + 2));
        await clock.fire(1_000);
        await serves(`g/v1/Kind${String(index)}`);
      }
      expect(problems).to.deep.equal([]);
    });
  }

  it('discovers the control plane once for changes that come together, and after five seconds of them', async () => {
    start();
    await inventory.synced;
    const watch = await server.watch(DEFINITIONS);
    await server.watch(API_SERVICES);
    const discoveries = (): number => server.requests.filter((path) => path === '/apis').length;
    await clock.fire(1_000);
    while (discoveries() < 2) await new Promise((next) => setImmediate(next));
    serve('Gateway');
    // A second of quiet never comes.
    for (let version = 2; version < 13; version++) {
      const set = clock.set;
      watch.send('MODIFIED', definition(version));
      while (clock.set === set) await new Promise((next) => setImmediate(next));
      expect(discoveries()).to.equal(2);
      clock.advance(version < 12 ? 450 : 500);
    }
    await serves('g/v1/Gateway');
    expect(discoveries()).to.equal(3);
  });

  it('says once of each what brings kinds and cannot be followed, and looks every minute', async () => {
    for (const path of [DEFINITIONS, API_SERVICES]) server.json(path, { kind: 'Status', message: 'forbidden' }, 403);
    start();
    await inventory.synced;
    while (problems.length < 2) await new Promise((next) => setImmediate(next));
    // One of them has been tried again, and has failed again, when it waits for twice as long.
    await clock.fire(250);
    await clock.timer(500);
    serve('Gateway');
    clock.advance(60_000);
    await serves('g/v1/Gateway');
    expect(problems.map(({ code }) => code)).to.deep.equal(['KINDS_NOT_FOLLOWED', 'KINDS_NOT_FOLLOWED']);
    expect(
      problems.map(({ message }) => /since (\S+) cannot.* status (\d+)/.exec(message)?.slice(1)),
    ).to.have.deep.members([
      ['apiextensions.k8s.io/v1/customresourcedefinitions', '403'],
      ['apiregistration.k8s.io/v1/apiservices', '403'],
    ]);
  });
});
