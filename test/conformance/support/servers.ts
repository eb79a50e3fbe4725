import { after, afterEach, before } from 'mocha';
import { ApiServer, type ApiServerFlavour, type Environment } from '../../e2e/support/api-server.ts';
import { ensureBinaries } from '../../e2e/support/binaries.ts';
import { writeKubeconfig } from '../../e2e/support/kubeconfig.ts';
import { MEMBERS } from '../../e2e/support/members.ts';
import { createPki } from '../../e2e/support/pki.ts';
import { stopAllProcesses } from '../../e2e/support/process.ts';
import { RunDirectory } from '../../e2e/support/run-directory.ts';
import { startKarmorph } from './start-karmorph.ts';

/** The old API servers that the gateway stands in front of. */
const OLD_SERVERS = {
  m121: MEMBERS.m121,
  /** It has no version of CronJob and HorizontalPodAutoscaler but the betas, and its Ingress is v1 as everywhere since 1.22. */
  m124: {
    version: MEMBERS.m124.version,
    args: ['--runtime-config=autoscaling/v2=false,autoscaling/v1=false,autoscaling/v2beta1=false,batch/v1=false'],
  },
} as const satisfies Record<string, ApiServerFlavour>;

export type OldServer = keyof typeof OLD_SERVERS;
export const OLD_SERVER_NAMES = Object.keys(OLD_SERVERS) as OldServer[];

/** Where requests are sent: a new API server, or an old one behind the gateway. */
export interface Endpoint {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly caPem: string;
  readonly kubeconfig: string;
  /** The etcd of the API server that answers in the end. */
  readonly etcdUrl: string;
}

export interface Servers {
  readonly environment: Environment;
  /** Kubernetes 1.34, asked directly. What it answers is right. */
  readonly reference: Endpoint;
  readonly gateway: Readonly<Record<OldServer, Endpoint>>;
  /** The same old servers, asked directly. */
  readonly members: Readonly<Record<OldServer, ApiServer>>;
  /** The new one, to which {@link reference} is the way. */
  readonly newest: ApiServer;
  /** Ends Karmorph as an orderly update does, and starts it again at the same address. */
  readonly restartGateway: () => Promise<void>;
}

const START_TIMEOUT_MS = 90_000;
const BUILD_TIMEOUT_MS = 60 * 60_000;

const run = new RunDirectory();
let servers: Promise<Servers> | undefined;
let failed = false;

/** The servers for the tests of the enclosing suite; the first suite that asks starts them. */
export function useServers(): () => Servers {
  let started: Servers | undefined;
  before('binaries', async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    await ensureBinaries();
  });
  before('a new API server, old ones, and Karmorph in front of these', async function () {
    this.timeout(START_TIMEOUT_MS);
    const start = performance.now();
    servers ??= startServers();
    started = await servers;
    const seconds = (performance.now() - start) / 1000;
    if (seconds > 1) process.stdout.write(`    (the servers were ready after ${seconds.toFixed(1)} s)\n`);
  });
  return () => {
    if (!started) throw new Error('the servers are there only while tests run');
    return started;
  };
}

async function startServers(): Promise<Servers> {
  const [binaries, pki] = await Promise.all([ensureBinaries(), createPki(run)]);
  const environment: Environment = { binaries, pki, run };
  const [reference, m121, m124] = await Promise.all([
    ApiServer.start(environment, 'reference', MEMBERS.m134),
    ApiServer.start(environment, 'm121', OLD_SERVERS.m121),
    ApiServer.start(environment, 'm124', OLD_SERVERS.m124),
  ]);
  const old = { m121, m124 };
  const { url, restart } = await startKarmorph(environment, {
    name: 'karmorph',
    controlPlane: '1.34',
    members: OLD_SERVER_NAMES.map((name) => ({ server: old[name], version: OLD_SERVERS[name].version })),
  });
  return {
    environment,
    restartGateway: restart,
    members: old,
    newest: reference,
    reference: endpointOf(environment, 'reference', reference),
    gateway: {
      m121: endpointOf(environment, 'm121', m121, url),
      m124: endpointOf(environment, 'm124', m124, url),
    },
  };
}

/** The way to a server: direct, or through the gateway at an address. */
export function endpointOf({ pki, run }: Environment, name: string, server: ApiServer, gateway?: string): Endpoint {
  const { token, etcdUrl } = server;
  const url = gateway === undefined ? server.url : `${gateway}/members/${server.name}`;
  const kubeconfig = run.file(`conformance-${name}.kubeconfig`);
  writeKubeconfig(kubeconfig, { server: url, caPem: pki.caPem, token });
  return { name, url, token, etcdUrl, caPem: pki.caPem, kubeconfig };
}

// Outside of any suite, so these hold for the whole run, whichever files it has.
afterEach(function () {
  failed ||= this.currentTest?.state === 'failed';
});

after('stop what was started', async function () {
  this.timeout(30_000);
  await stopAllProcesses();
  run.close(failed || process.env['KARMORPH_E2E_KEEP'] !== undefined);
});
