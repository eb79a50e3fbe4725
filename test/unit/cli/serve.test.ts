import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { MemberOrigin } from '../../../src/cli/member-source.ts';
import { runServe, type ServeOptions } from '../../../src/cli/serve.ts';
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

  it('names every mistake in a fleet file', async () => {
    const members = { from: 'fleet', file: file('bad.yaml', 'members:\n- {name: a}\n- {name: b}\n') } as const;
    const failure = await start({ members }).ended.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(AggregateError).with.property('errors').with.length(2);
  });
});
