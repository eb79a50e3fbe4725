import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { MemberOrigin } from '../../../src/cli/member-source.ts';
import { runServe, type ServeOptions } from '../../../src/cli/serve.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';
import { send } from '../../support/https-client.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

const KUBECONFIG = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'karmada',
  contexts: [{ name: 'karmada', context: { cluster: 'karmada', user: 'karmada' } }],
  // Port 9 is "discard": nobody listens there.
  clusters: [{ name: 'karmada', cluster: { server: 'https://127.0.0.1:9' } }],
  users: [{ name: 'karmada', user: { token: 'x' } }],
});

describe('runServe', () => {
  let directory = '';
  before(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-serve-'))));
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function start(changes: Partial<ServeOptions>) {
    const streams = memoryStreams();
    const options: ServeOptions = {
      listen: { host: '127.0.0.1', port: 0 },
      members: { from: 'samples' },
      tls: { directory: join(directory, 'certs'), dnsNames: ['karmorph.test'] },
      logLevel: 'info',
      delaySeconds: 0,
      graceSeconds: 0,
      ruleFiles: [],
      admission: { allow: 'same-host' },
      policyFiles: [],
      version: '0.0.0',
      ...changes,
    };
    return { streams, ended: runServe(options, streams) };
  }

  function file(name: string, text: string): string {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  }

  async function ready(port: string | undefined): Promise<number> {
    const ca = readFileSync(join(directory, 'certs/ca.crt'), 'utf8');
    return (await send({ port: Number(port), ca }, '/readyz')).status;
  }

  it('shows the samples and runs until a signal comes', async () => {
    const { streams, ended } = start({});
    const [, port] = await streams.printed(/https:\/\/127\.0\.0\.1:(\d+)[^]*Ctrl\+C/);
    expect(await ready(port)).to.equal(200);
    process.emit('SIGTERM', 'SIGTERM');
    await ended;
    expect(process.listeners('SIGTERM')).to.deep.equal([]);
  });

  const origins: readonly { name: string; members: () => MemberOrigin; status: number }[] = [
    {
      name: 'a fleet file',
      members: () => ({ from: 'fleet', file: file('fleet.yaml', 'members: [{name: a, kubernetesVersion: "1.18"}]') }),
      status: 200,
    },
    {
      name: 'a Karmada that cannot be reached',
      members: () => ({ from: 'karmada', kubeconfig: file('karmada.config', KUBECONFIG) }),
      status: 503,
    },
  ];
  for (const { name, members, status } of origins) {
    it(`runs with ${name}, and with a certificate in files`, async () => {
      const tls = { certificate: join(directory, 'certs/tls.crt'), privateKey: join(directory, 'certs/tls.key') };
      const { streams, ended } = start({ members: members(), tls });
      const [, port] = await streams.logged(/"event":"listening".*"port":(\d+)/);
      expect(await ready(port)).to.equal(status);
      process.emit('SIGTERM', 'SIGTERM');
      await ended;
      expect(streams.output.stdout).to.equal('');
    });
  }

  describe('with policies that it may not read', () => {
    const API = '/apis/karmorph.io/v1alpha1';
    const list = { metadata: { resourceVersion: '1' }, items: [] };
    let server: FakeApiServer;
    beforeEach(async () => {
      server = await FakeApiServer.start();
      server.json('/version', { gitVersion: 'v1.34.0' });
      for (const path of ['/api', '/apis']) server.json(path, { kind: 'APIGroupDiscoveryList', items: [] });
      server.json('/apis/cluster.karmada.io/v1alpha1/clusters', list);
      server.json(`${API}/clusterconversionpolicies`, list);
    });
    afterEach(() => server.stop());

    it('is not ready and says why, until it may', async () => {
      server.json(`${API}/conversionpolicies`, { kind: 'Status', message: 'no' }, 403);
      const { streams, ended } = start({ members: { from: 'karmada', kubeconfig: server.kubeconfig } });
      const [, port] = await streams.logged(/"event":"listening".*"port":(\d+)/);
      await streams.logged(/"event":"inventory_ready"/);
      await streams.logged(/"event":"policies_problem","code":"POLICIES_FORBIDDEN"/);
      await server.watch(`${API}/clusterconversionpolicies`);
      expect(await ready(port)).to.equal(503);
      server.json(`${API}/conversionpolicies`, list);
      await server.watch(`${API}/conversionpolicies`);
      expect(await ready(port)).to.equal(200);
      process.emit('SIGTERM', 'SIGTERM');
      await ended;
    });
  });

  it('names every mistake in a fleet file', async () => {
    const members = { from: 'fleet', file: file('bad.yaml', 'members:\n- {name: a}\n- {name: b}\n') } as const;
    const failure = await start({ members }).ended.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(AggregateError).with.property('errors').with.length(2);
  });
});
