import { after, afterEach, before } from 'mocha';
import { ApiServer, type Environment } from './api-server.ts';
import { ensureBinaries } from './binaries.ts';
import { join, memberIsReady, unjoin } from './join.ts';
import { Karmada } from './karmada.ts';
import { Karmorph } from './karmorph.ts';
import { MEMBER_NAMES, MEMBERS, type MemberName } from './members.ts';
import { createPki } from './pki.ts';
import { stopAllProcesses } from './process.ts';
import { RunDirectory } from './run-directory.ts';

type Route = 'direct' | 'gateway';

/** A Karmada control plane and its members, shared by all test files of one run. */
export class Fleet {
  readonly environment: Environment;
  readonly karmada: Karmada;
  readonly #members: Readonly<Record<MemberName, ApiServer>>;
  readonly #routes = new Map<MemberName, Route>();
  #karmorph: Promise<Karmorph> | undefined;

  static async start(environment: Environment): Promise<Fleet> {
    const start = (name: MemberName): Promise<ApiServer> => ApiServer.start(environment, name, MEMBERS[name]);
    const [karmada, m134, m124, m121] = await Promise.all([
      Karmada.start(environment),
      start('m134'),
      start('m124'),
      start('m121'),
    ]);
    return new Fleet(environment, karmada, { m134, m124, m121 });
  }

  private constructor(environment: Environment, karmada: Karmada, members: Record<MemberName, ApiServer>) {
    this.environment = environment;
    this.karmada = karmada;
    this.#members = members;
  }

  member(name: MemberName): ApiServer {
    return this.#members[name];
  }

  /** Our own product, started when it is first asked for. */
  karmorph(): Promise<Karmorph> {
    this.#karmorph ??= Karmorph.start(this.environment, this.karmada);
    return this.#karmorph;
  }

  /** Makes every member Ready in Karmada: those of `behindGateway` joined through Karmorph, the others directly. */
  async join({ behindGateway }: { behindGateway: readonly MemberName[] }): Promise<void> {
    await Promise.all(
      MEMBER_NAMES.map((name) => this.#route(name, behindGateway.includes(name) ? 'gateway' : 'direct')),
    );
    await Promise.all(MEMBER_NAMES.map((name) => memberIsReady(this.karmada, name)));
  }

  async #route(name: MemberName, route: Route): Promise<void> {
    const current = this.#routes.get(name);
    if (current === route) return;
    const member = this.member(name);
    const karmorph = route === 'gateway' ? await this.karmorph() : undefined;
    // Karmada's informers keep the address that a member was joined with, so another address needs another join.
    if (current) await unjoin(this.karmada, member);
    this.#routes.delete(name);
    if (karmorph) await karmorph.join(member);
    else await join(this.karmada, member, { caPem: this.environment.pki.caPem });
    this.#routes.set(name, route);
  }
}

const START_TIMEOUT_MS = 90_000;
/** A cold build of every binary on two cores takes a quarter of an hour. */
const BUILD_TIMEOUT_MS = 60 * 60_000;

const run = new RunDirectory();
let fleet: Promise<Fleet> | undefined;
let failed = false;

/**
 * The fleet for the tests of the enclosing suite, joined as they need it; the first suite that asks starts it. Returns a
 * function, since the fleet is there only when the tests run.
 */
export function useFleet(routes: { readonly behindGateway: readonly MemberName[] }): () => Fleet {
  let joined: Fleet | undefined;
  before('binaries', async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    await ensureBinaries();
  });
  before('Karmada and its members', async function () {
    this.timeout(START_TIMEOUT_MS);
    const start = performance.now();
    fleet ??= startFleet();
    joined = await fleet;
    await joined.join(routes);
    const seconds = (performance.now() - start) / 1000;
    if (seconds > 1) process.stdout.write(`    (Karmada and its members were ready after ${seconds.toFixed(1)} s)\n`);
  });
  return () => {
    if (!joined) throw new Error('the fleet is there only while tests run');
    return joined;
  };
}

async function startFleet(): Promise<Fleet> {
  const [binaries, pki] = await Promise.all([ensureBinaries(), createPki(run)]);
  return Fleet.start({ binaries, pki, run });
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
