import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { builtCli, runBuiltCli } from '../support/built-cli.ts';
import { FakeMember } from '../support/fake-member.ts';

/** What the proxy wrote for clients. */
interface Written {
  readonly clusters: readonly { cluster: { server: string; 'certificate-authority-data': string } }[];
  readonly users: readonly { user: { token: string } }[];
}

interface Client {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

describe('karmorph proxy, as a process', function () {
  this.timeout(60_000);
  let directory = '';
  let member: FakeMember;
  const children: ChildProcess[] = [];
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-proxy-'));
    await builtCli();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    member = await FakeMember.start();
    writeFileSync(join(directory, 'old.config'), kubeconfigOf(member));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => end(child)));
    await member.stop();
    member.verify();
  });

  const path = (name: string): string => join(directory, name);

  async function end(child: ChildProcess): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill();
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  }

  /** Starts the proxy, and waits until it says that it is there. */
  async function proxy(...args: readonly string[]): Promise<{ child: ChildProcess; stdout: () => string }> {
    const child = spawn(process.execPath, [await builtCli(), 'proxy', '--kubeconfig', path('old.config'), ...args]);
    children.push(child);
    let [stdout, all] = ['', ''];
    await new Promise<void>((resolve, reject) => {
      const add = (text: string): void => {
        all += text;
        if (all.includes('ends it')) resolve();
      };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (add(text), (stdout += text)));
      child.stderr.setEncoding('utf8').on('data', add);
      child.on('close', () => reject(new Error(`ended before it was ready: ${all}`)));
    });
    return { child, stdout: () => stdout };
  }

  it('sends requests on with the credentials of the kubeconfig, and not with those of the caller', async () => {
    const file = path('for-clients.config');
    const { child } = await proxy('--write-kubeconfig', file);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const client = clientOf(readFileSync(file, 'utf8'));
    member.on('GET /version', { json: { minor: '21' } });
    expect(await send(client, '/version')).to.deep.equal({ status: 200, body: { minor: '21' } });
    expect(member.seen('GET /version')[0]?.headers).to.include({ authorization: 'Bearer upstream' });
    for (const token of ['', 'upstream', `${client.token}x`]) {
      const { status, body } = await send({ ...client, token }, '/version');
      expect(status).to.equal(401);
      expect(body).to.deep.include({ reason: 'Unauthorized' });
    }
    expect(member.seen('GET /version')).to.have.length(1);
    expect((await send({ ...client, url: new URL(client.url).origin }, '/metrics')).status).to.equal(404);
    expect(await end(child)).to.equal(0);
    expect(existsSync(file)).to.equal(false);
  });

  it('connects for other protocols those alone who have the token', async () => {
    const { stdout } = await proxy();
    const client = clientOf(stdout());
    member.on('GET /version', { json: { major: '1', minor: '21' } });
    member.on('GET /apis', { json: { kind: 'APIGroupList', apiVersion: 'v1', groups: [] } });
    member.on('GET /api/v1', { json: { kind: 'APIResourceList', groupVersion: 'v1', resources: [] } });
    let asked: IncomingMessage | undefined;
    member.onUpgrade((seen, socket) => {
      asked = seen;
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n');
    });
    const exec = '/api/v1/namespaces/shop/pods/p/exec';
    expect(await upgrade({ ...client, token: 'no' }, exec)).to.equal(401);
    expect(asked).to.equal(undefined);
    expect(await upgrade(client, exec)).to.equal(101);
    expect(asked?.headers).to.include({ authorization: 'Bearer upstream' });
  });

  const REFUSED: readonly { name: string; args: readonly string[]; said: string }[] = [
    { name: 'an address that others reach', args: ['--listen', '0.0.0.0:0'], said: 'give --allow-remote' },
    { name: 'a release that is not known', args: ['--as-release', '1.99'], said: 'KUBERNETES_VERSION_UNKNOWN' },
    { name: 'a context that is not there', args: ['--context', 'x'], said: 'KUBECONFIG_UNUSABLE' },
    {
      name: 'a kubeconfig to write that is another',
      args: ['--write-kubeconfig', 'old.config'],
      said: 'PROXY_OPTIONS',
    },
  ];
  for (const { name, args, said } of REFUSED) {
    it(`refuses ${name}`, async () => {
      const given = args.map((arg) => (arg === 'old.config' ? path(arg) : arg));
      const before = readFileSync(path('old.config'), 'utf8');
      const { status, stderr } = await runBuiltCli(['proxy', '--kubeconfig', path('old.config'), ...given]);
      expect(status).to.equal(2);
      expect(stderr).to.include(said);
      expect(readFileSync(path('old.config'), 'utf8')).to.equal(before);
    });
  }
});

function kubeconfigOf({ endpoint: { url, caBundle = '' } }: FakeMember): string {
  const ca = Buffer.from(caBundle).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'old',
    contexts: [{ name: 'old', context: { cluster: 'old', user: 'me' } }],
    clusters: [{ name: 'old', cluster: { server: url, 'certificate-authority-data': ca } }],
    users: [{ name: 'me', user: { token: 'upstream' } }],
  });
}

function clientOf(text: string): Client {
  const { clusters, users } = parse(text) as Written;
  const { server, 'certificate-authority-data': ca } = clusters[0]!.cluster;
  return { url: server, ca: Buffer.from(ca, 'base64').toString(), token: users[0]!.user.token };
}

async function send({ url, ca, token }: Client, path: string): Promise<{ status: number | undefined; body: unknown }> {
  const sent = request(`${url}${path}`, { ca, agent: false, headers: { authorization: `Bearer ${token}` } }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

async function upgrade({ url, ca, token }: Client, path: string): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${token}`, connection: 'Upgrade', upgrade: 'SPDY/3.1' };
  const sent = request(`${url}${path}`, { method: 'POST', ca, agent: false, headers }).end();
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('upgrade', (message, socket) => {
      socket.destroy();
      resolve(message);
    });
    sent.on('response', resolve).on('error', reject);
  });
  return answer.statusCode;
}
