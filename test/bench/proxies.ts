import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { convert } from '../../src/engine/convert.ts';
import { encodeJson } from '../../src/json/encode.ts';
import { servedBy } from '../../src/inventory/served-versions.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { FakeMember } from '../support/fake-member.ts';
import { send } from '../support/https-client.ts';
import { testCertificates } from '../support/test-certificates.ts';
import type { ProxyAddress, ProxyKind } from './bare-proxy.ts';
import { withServer } from './server-process.ts';
import { largeIngress } from './workloads.ts';

/** A server that stands before the member, or the member itself. */
export interface Side {
  readonly port: number;
  readonly ca: string;
  readonly agent: Agent;
  /** What comes before a path of the member. */
  readonly prefix: string;
  /** Undefined for the member, which is in this process. */
  readonly pid: number | undefined;
}

export interface Proxies {
  readonly member: FakeMember;
  /** Where the certificate of the member's authority is. */
  readonly caFile: string;
  readonly direct: Side;
  readonly gateway: Side;
  readonly nginx: Side;
}

export const SECRET = '/api/v1/namespaces/shops/secrets/shop';
const OLD = 'networking.k8s.io/v1beta1';

/** Starts a member of Kubernetes 1.18, the gateway and nginx before it, and ends them after `use`. The gateway knows it by several names. */
export async function withProxies<T>(use: (proxies: Proxies) => Promise<T>, names = 1): Promise<T> {
  const member = await FakeMember.start();
  const directory = mkdtempSync(join(tmpdir(), 'karmorph-proxies-'));
  try {
    serveOldCluster(member);
    const { ca } = await testCertificates();
    const caFile = join(directory, 'member-ca.crt');
    writeFileSync(caFile, ca);
    const fleet = join(directory, 'fleet.yaml');
    writeFileSync(fleet, fleetText(member.endpoint.url, names));
    const direct = sideOf(Number(new URL(member.endpoint.url).port), ca, { prefix: '', pid: undefined });
    return await withNginx(directory, member.endpoint.url, (nginx) =>
      withServer(
        ({ port, ca: own, pid }) =>
          use({ member, caFile, direct, nginx, gateway: sideOf(port, own, { prefix: '/members/old-0', pid }) }),
        ['--fleet', fleet],
      ),
    );
  } finally {
    await member.stop();
    rmSync(directory, { recursive: true });
  }
}

function sideOf(port: number, ca: string, rest: Pick<Side, 'prefix' | 'pid'>): Side {
  return { port, ca, agent: new Agent({ keepAlive: true, maxSockets: 8 }), ...rest };
}

function fleetText(url: string, names: number): string {
  return [
    'apiVersion: karmorph.io/v1alpha1',
    'kind: Fleet',
    'controlPlane: { kubernetesVersion: "1.34" }',
    'members:',
    ...Array.from(
      { length: names },
      (_, i) =>
        `  - { name: old-${String(i)}, kubernetesVersion: "1.18", apiEndpoint: "${url}", caFile: member-ca.crt }`,
    ),
    '',
  ].join('\n');
}

/** Discovery of networking.k8s.io/v1beta1 alone, a Secret of a kilobyte, and an Ingress of 10 kB. */
function serveOldCluster(member: FakeMember): void {
  const group = { name: 'networking.k8s.io', versions: [{ groupVersion: OLD, version: 'v1beta1' }] };
  const resource = {
    name: 'ingresses',
    singularName: '',
    namespaced: true,
    kind: 'Ingress',
    verbs: ['get', 'list', 'watch'],
  };
  member.on('GET /version', { json: { gitVersion: 'v1.18.20' } });
  member.on('GET /api', { json: { kind: 'APIVersions', versions: ['v1'] } });
  member.on('GET /api/v1', { json: { kind: 'APIResourceList', groupVersion: 'v1', resources: [] } });
  member.on('GET /apis', {
    json: { kind: 'APIGroupList', groups: [{ ...group, preferredVersion: group.versions[0] ?? null }] },
  });
  member.on(`GET /apis/${OLD}`, { json: { kind: 'APIResourceList', groupVersion: OLD, resources: [resource] } });
  member.on('GET /openapi/v2', { status: 404, json: { kind: 'Status', apiVersion: 'v1', code: 404 } });
  const headers = { 'content-type': 'application/json' };
  const secret = { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'shop' }, data: { key: 'x'.repeat(1000) } };
  member.on(`GET ${SECRET}`, { headers, body: JSON.stringify(secret) });
  member.on(`GET ${ingresses(OLD)}/shop-0`, { headers, body: oldIngress(0) });
}

export function ingresses(apiVersion: string): string {
  return `/apis/${apiVersion}/namespaces/shops/ingresses`;
}

const rules = loadBuiltinRules();

/** As the member stores it. */
export function oldIngress(index: number): string {
  const result = convert(largeIngress(index), OLD, rules);
  if (!result.ok || !servedBy('1.18').ok) throw new Error('the workload cannot be converted');
  return encodeJson(result.object);
}

/**
 * nginx of the system as a plain reverse proxy: one worker, TLS on both sides, connections kept. It does not verify the member, since it
 * cannot verify an address; kept connections hardly ever have to.
 */
async function withNginx<T>(directory: string, member: string, use: (nginx: Side) => Promise<T>): Promise<T> {
  const { ca, cert, key } = await testCertificates();
  const port = await freePort();
  writeFileSync(join(directory, 'nginx.crt'), cert);
  writeFileSync(join(directory, 'nginx.key'), key);
  writeFileSync(join(directory, 'nginx.conf'), nginxConfig(directory, port, member));
  const args = ['-p', directory, '-c', join(directory, 'nginx.conf'), '-e', join(directory, 'error.log')];
  const child = spawn('nginx', args, { stdio: 'ignore' });
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw new Error(`this benchmark needs nginx (apt-get install nginx): ${String(error)}`);
  });
  try {
    const side = sideOf(port, ca, { prefix: '', pid: child.pid });
    await Promise.race([answers(side), failed]);
    return await use(side);
  } finally {
    child.kill('SIGKILL');
  }
}

/** The least that a proxy in Node.js can do, with the HTTP client of Node.js or with undici. */
export async function withBareProxy<T>(
  kind: ProxyKind,
  { member, caFile }: Pick<Proxies, 'member' | 'caFile'>,
  use: (bare: Side) => Promise<T>,
): Promise<T> {
  const child = fork(process.env['KARMORPH_BENCH_PROXY'] ?? '', [kind, member.endpoint.url, caFile]);
  try {
    const [{ port, ca }] = (await once(child, 'message')) as [ProxyAddress];
    return await use(sideOf(port, ca, { prefix: '', pid: child.pid }));
  } finally {
    child.kill('SIGKILL');
  }
}

function nginxConfig(directory: string, port: number, member: string): string {
  const at = (name: string): string => join(directory, name);
  return `
daemon off; master_process off; worker_processes 1; pid ${at('nginx.pid')};
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${at('body')}; proxy_temp_path ${at('proxy')};
  fastcgi_temp_path ${at('fastcgi')}; uwsgi_temp_path ${at('uwsgi')}; scgi_temp_path ${at('scgi')};
  upstream member { server ${new URL(member).host}; keepalive 32; }
  server {
    listen 127.0.0.1:${String(port)} ssl;
    ssl_certificate ${at('nginx.crt')}; ssl_certificate_key ${at('nginx.key')};
    keepalive_requests 1000000;
    location / {
      proxy_pass https://member; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_ssl_verify off;
      proxy_buffering off;
    }
  }
}
`;
}

async function answers(side: Side): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const status = await send(side, SECRET, { agent: side.agent }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await delay(50);
  }
  throw new Error('nginx does not answer');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Ticks of a hundredth of a second, as Linux counts them, in milliseconds. */
const TICK_MS = 10;

/** Processor time that a process has used so far, in milliseconds. */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The most memory that a process has had at once, in MiB. */
export function peakMebibytes(pid: number): number {
  return memoryOf(pid, 'VmHWM');
}

/** The memory that a process has, in MiB. */
export function residentMebibytesOf(pid: number): number {
  return memoryOf(pid, 'VmRSS');
}

function memoryOf(pid: number, what: string): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}
