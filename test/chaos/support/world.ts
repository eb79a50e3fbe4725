import { copyFileSync, writeFileSync } from 'node:fs';
import { after, afterEach, before } from 'mocha';
import { createAuthority, type CertifiedKey } from '../../../certs/authority.ts';
import { ApiServer, type Environment } from '../../e2e/support/api-server.ts';
import { ensureBinaries } from '../../e2e/support/binaries.ts';
import { namespace } from '../../e2e/support/karmada-objects.ts';
import { MEMBERS } from '../../e2e/support/members.ts';
import { createPki } from '../../e2e/support/pki.ts';
import { stopAllProcesses } from '../../e2e/support/process.ts';
import { RunDirectory } from '../../e2e/support/run-directory.ts';
import { Link } from './link.ts';
import { printMeasured } from './recovery.ts';

/** A name that the certificate of every API server here is for. */
export const MEMBER_HOST = 'kubernetes.default.svc';
export const NAMESPACE = 'chaos';
/** Have no autoscaling/v2, networking.k8s.io/v1 or batch/v1: the gateway converts. `named` is `old` at a name instead of an address. */
export type MemberName = 'old' | 'named' | 'other';

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Two API servers, and what is needed to put gateways in front of them. */
export interface World {
  readonly environment: Environment;
  readonly servers: Readonly<Record<'old' | 'other', ApiServer>>;
  /** The ways from gateways to them. */
  readonly links: Readonly<Record<'old' | 'other', Link>>;
  /** Names all members. */
  readonly fleetFile: string;
  /** Signs certificates that gateways trust as they trust those of the API servers. */
  readonly authority: CertifiedKey;
  /** What `other` serves with; it reads them again when they change. */
  readonly certificate: CertificateFiles;
}

const START_TIMEOUT_MS = 90_000;
const BUILD_TIMEOUT_MS = 60 * 60_000;
const DAYS = 30;

const run = new RunDirectory();
const links: Link[] = [];
let world: Promise<World> | undefined;
let failed = false;

/** The servers for the tests of the enclosing suite; the first suite that asks starts them. */
export function useWorld(): () => World {
  let started: World | undefined;
  before('binaries', async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    await ensureBinaries();
  });
  before('two API servers', async function () {
    this.timeout(START_TIMEOUT_MS);
    world ??= startWorld();
    started = await world;
  });
  return () => {
    if (!started) throw new Error('the servers are there only while tests run');
    return started;
  };
}

async function startWorld(): Promise<World> {
  const [binaries, pki, authority] = await Promise.all([
    ensureBinaries(),
    createPki(run),
    createAuthority({ commonName: 'chaos', days: DAYS, now: new Date() }),
  ]);
  const environment: Environment = { binaries, pki, run };
  const certificate = { certificate: run.file('other.crt'), key: run.file('other.key') };
  copyFileSync(pki.server.certificate, certificate.certificate);
  copyFileSync(pki.server.key, certificate.key);
  const [old, other] = await Promise.all([
    ApiServer.start(environment, 'old', MEMBERS.m121),
    ApiServer.start(environment, 'other', {
      version: MEMBERS.m124.version,
      args: [
        '--runtime-config=autoscaling/v2=false,autoscaling/v1=false,autoscaling/v2beta1=false,batch/v1=false',
        `--tls-cert-file=${certificate.certificate}`,
        `--tls-private-key-file=${certificate.key}`,
      ],
    }),
  ]);
  await Promise.all([old, other].map(({ client }) => client.post('/api/v1/namespaces', namespace(NAMESPACE))));
  const ways = { old: await startLink(old.port), other: await startLink(other.port) };
  const caFile = run.file('member-ca.crt');
  writeFileSync(caFile, `${pki.caPem}\n${authority.certificate}`);
  const fleetFile = run.file('fleet.json');
  writeFileSync(fleetFile, JSON.stringify(fleetOf(ways, caFile)));
  return { environment, servers: { old, other }, links: ways, fleetFile, authority, certificate };
}

async function startLink(port: number): Promise<Link> {
  const link = await Link.start(port);
  links.push(link);
  return link;
}

function fleetOf({ old, other }: World['links'], caFile: string): object {
  const member = (name: MemberName, version: string, host: string): object => ({
    ...{ name, kubernetesVersion: version, apiEndpoint: `https://${host}`, caFile },
  });
  return {
    controlPlane: { kubernetesVersion: '1.34' },
    members: [
      member('old', MEMBERS.m121.version, `127.0.0.1:${old.port}`),
      member('named', MEMBERS.m121.version, `${MEMBER_HOST}:${old.port}`),
      member('other', MEMBERS.m124.version, `127.0.0.1:${other.port}`),
    ],
  };
}

// Outside of any suite, so these hold for the whole run, whichever files it has.
afterEach(function () {
  failed ||= this.currentTest?.state === 'failed';
});

after('stop what was started', async function () {
  this.timeout(30_000);
  printMeasured();
  await stopAllProcesses();
  await Promise.all(links.map((link) => link.stop()));
  run.close(failed || process.env['KARMORPH_E2E_KEEP'] !== undefined);
});
