import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runBuiltCli, type CliRun } from '../support/built-cli.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';
import { clusterObject, INGRESS, OLD_INGRESS, RECORDS, THROUGH_GATEWAY } from '../support/adoption.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const RULES = '/apis/karmorph.io/v1alpha1/conversionrules';
const V1 = { groupVersion: 'example.com/v1' };
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('karmorph adopt, release and status', () => {
  let server: FakeApiServer;
  let directory: string;
  let ca: string;
  beforeEach(async () => {
    server = await FakeApiServer.start();
    directory = mkdtempSync(join(tmpdir(), 'karmorph-adoption-'));
    ca = join(directory, 'ca.crt');
    writeFileSync(ca, PEM);
    server.json('/version', { gitVersion: 'v1.34.0' });
    server.json('/api', { versions: ['v1'] });
    server.json('/api/v1', { resources: [] });
    server.json('/apis', {
      groups: [
        {
          versions: [{ groupVersion: 'networking.k8s.io/v1' }],
          preferredVersion: { groupVersion: 'networking.k8s.io/v1' },
        },
      ],
    });
    const verbs = ['list', 'watch', 'delete'];
    server.json('/apis/networking.k8s.io/v1', { resources: [{ name: 'ingresses', kind: 'Ingress', verbs }] });
    server.json('/apis/coordination.k8s.io/v1/namespaces/karmada-system/leases/karmada-controller-manager', {
      spec: { holderIdentity: 'process-1' },
    });
    server.json(CLUSTERS, { items: [clusterObject()] });
    server.json(`${CLUSTERS}/old`, clusterObject());
  });
  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await server.stop();
  });

  const run = (args: readonly string[]): Promise<CliRun> => runBuiltCli([...args, '--karmada', server.kubeconfig]);
  const gateway = (url = 'https://gateway.example'): string[] => ['--gateway', url, '--gateway-ca', ca];

  it('status says what a member lacks', async () => {
    expect(await run(['status'])).to.deep.equal({
      status: 0,
      stdout: `old\n  state: Karmada goes to the member itself\n  Ready: yes\n  address: https://192.0.2.18:6443\n  lacks: ${INGRESS}\n`,
      stderr: '',
    });
  });

  it('status knows the ConversionRules of the control plane', async () => {
    const spec = { kind: 'Gate', hub: 'example.com/v1', spokes: [{ apiVersions: ['example.com/v1beta1'], lens: [] }] };
    const metadata = { name: 'gates.example.com', uid: 'u', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' };
    const rule = { apiVersion: 'karmorph.io/v1alpha1', kind: 'ConversionRule', metadata, spec };
    server.json('/apis', { groups: [{ versions: [V1], preferredVersion: V1 }] });
    server.json('/apis/example.com/v1', {
      resources: [{ name: 'gates', kind: 'Gate', verbs: ['list', 'watch', 'delete'] }],
    });
    server.json(CLUSTERS, { items: [clusterObject({ serves: ['example.com/v1beta1/Gate'] })] });
    expect((await run(['status'])).stdout).to.include('lacks: nothing');
    server.json(RULES, { items: [rule] });
    expect((await run(['status'])).stdout).to.include('lacks: example.com/v1/Gate\n');
    server.json(RULES, { kind: 'Status', code: 403 }, 403);
    const { status, stderr } = await run(['status']);
    expect(status).to.equal(0);
    expect(stderr).to.include('ConversionRules may not be read');
  });

  it('status says why a member cannot be adopted, and what failed', async () => {
    const failure = { at: '2026-01-01T00:00:00Z', times: 1, reason: 'no route' };
    const annotations = { 'karmorph.io/adoption-failed': JSON.stringify(failure) };
    server.json(CLUSTERS, { items: [clusterObject({ spec: { syncMode: 'Pull' }, annotations })] });
    const { stdout } = await run(['status', 'old']);
    expect(stdout)
      .to.include('  cannot be adopted: it is in pull mode')
      .and.to.include('  last failure: 2026-01-01T00:00:00.000Z: no route\n');
  });

  it('status says that a restart is missing', async () => {
    server.json(CLUSTERS, { items: [clusterObject({ ...THROUGH_GATEWAY, annotations: RECORDS.adopted })] });
    const { stdout } = await run(['status']);
    expect(stdout)
      .to.include('state: behind the gateway\n')
      .and.to.include('  original: https://192.0.2.18:6443\n')
      .and.to.include('  restart: karmada-controller-manager, it still has the former address\n');
  });

  it('adopt leaves a member alone that serves everything', async () => {
    server.json(`${CLUSTERS}/old`, clusterObject({ serves: [OLD_INGRESS, INGRESS] }));
    expect(await run(['adopt', 'old', ...gateway()])).to.deep.equal({
      status: 0,
      stdout: 'old: left alone: it serves every version that Karmada propagates\n',
      stderr: '',
    });
  });

  it('adopt refuses a member that the gateway could not reach', async () => {
    server.json(`${CLUSTERS}/old`, clusterObject({ spec: { proxyURL: 'http://proxy' } }));
    const { status, stderr } = await run(['adopt', 'old', ...gateway()]);
    expect([status, stderr]).to.deep.equal([
      1,
      'karmorph: error: member old cannot be put behind the gateway: spec.proxyURL is set: Karmada would go to the gateway through ' +
        'that proxy [ADOPTION_REFUSED]. docs/adoption.md says what a member must be like. Until then, it gets only what it serves by itself.\n',
    ]);
  });

  it('release --all says that there is nothing to release', async () => {
    expect(await run(['release', '--all'])).to.deep.equal({
      status: 0,
      stdout: 'no member is behind the gateway\n',
      stderr: '',
    });
  });

  const misused: readonly { name: string; args: () => string[]; says: string }[] = [
    {
      name: 'an unknown member',
      args: () => ['adopt', 'odl', ...gateway()],
      says: 'Karmada has no member odl; it has old',
    },
    {
      name: 'a gateway with a path',
      args: () => ['adopt', 'old', ...gateway('https://g/x')],
      says: '--gateway takes an https URL without a path',
    },
    {
      name: 'a CA that is none',
      args: () => ['adopt', 'old', '--gateway', 'https://g', '--gateway-ca', server.kubeconfig],
      says: 'holds no PEM certificate',
    },
    {
      name: 'a CA that is not there',
      args: () => ['adopt', 'old', '--gateway', 'https://g', '--gateway-ca', `${ca}.old`],
      says: '--gateway-ca: ENOENT',
    },
    { name: 'a release of nobody', args: () => ['release'], says: 'name members, or give --all' },
    {
      name: 'a release of all and of some',
      args: () => ['release', 'old', '--all'],
      says: 'name members, or give --all',
    },
  ];
  for (const { name, args, says } of misused) {
    it(`says what is wrong: ${name}`, async () => {
      const { status, stderr } = await run(args());
      expect(status).to.equal(2);
      expect(stderr).to.include(says);
    });
  }
});
