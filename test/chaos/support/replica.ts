import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { Environment } from '../../e2e/support/api-server.ts';
import { PROGRAM } from '../../e2e/support/karmorph.ts';
import { freePort } from '../../e2e/support/ports.ts';
import { ManagedProcess } from '../../e2e/support/process.ts';
import { Caller } from './caller.ts';

interface ReplicaOptions {
  readonly name: string;
  /** Besides the address and, unless others are named, the certificate. */
  readonly args: readonly string[];
  readonly certificate?: { readonly certificate: string; readonly key: string };
  /** Modules that are loaded before the program. */
  readonly imports?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const READY_TIMEOUT_MS = 20_000;

/** The bundled program as a process, at an address that stays the same when it is restarted. */
export class Replica {
  readonly url: string;
  readonly port: number;
  readonly logFile: string;
  readonly #environment: Environment;
  readonly #options: ReplicaOptions;
  #process: ManagedProcess | undefined;

  static async start(environment: Environment, options: ReplicaOptions): Promise<Replica> {
    const replica = new Replica(environment, options, await freePort());
    await replica.start();
    return replica;
  }

  private constructor(environment: Environment, options: ReplicaOptions, port: number) {
    this.#environment = environment;
    this.#options = options;
    this.port = port;
    this.url = `https://127.0.0.1:${port}`;
    this.logFile = environment.run.file(`${options.name}.log`);
  }

  /** Starts it where it was, and waits until it is ready, unless it is not meant to be. */
  async start({ waitUntil = '/readyz' }: { waitUntil?: '/readyz' | '/livez' } = {}): Promise<void> {
    const { name, args, imports = [], env = {}, certificate = this.#environment.pki.server } = this.#options;
    this.#process = new ManagedProcess({
      name,
      command: process.execPath,
      args: [
        ...imports.map((file) => `--import=${file}`),
        PROGRAM,
        'serve',
        `--listen=127.0.0.1:${this.port}`,
        `--tls-cert=${certificate.certificate}`,
        `--tls-key=${certificate.key}`,
        ...args,
      ],
      env,
      logFile: this.logFile,
    });
    await this.#process.waitUntil(() => this.answers(waitUntil), READY_TIMEOUT_MS);
  }

  /** Whether a path is answered with 200, on a connection of its own. */
  async answers(path: string): Promise<boolean> {
    const caller = this.#caller({ url: this.url, token: '' });
    const status = await caller.get(path, { timeoutMs: 1000 }).then(
      (answer) => answer.status,
      () => 0,
    );
    caller.close();
    return status === 200;
  }

  /** A client of a member through this replica. */
  member(name: string, token: string): Caller {
    return this.#caller({ url: `${this.url}/members/${name}`, token });
  }

  /** As a lost node does. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL');
  }

  /** As a rolling update does: SIGTERM, and as long as it needs. */
  async stop(): Promise<void> {
    await this.#process?.stop('SIGTERM', 30_000);
  }

  /** Resident memory in MiB; the most since the start with `peak`. */
  memory({ peak = false } = {}): number {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    const [, kibibytes] = new RegExp(`^${peak ? 'VmHWM' : 'VmRSS'}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return Number(kibibytes) / 1024;
  }

  /** Open sockets, those that listen included. */
  sockets(): number {
    const directory = `/proc/${this.#pid}/fd`;
    return readdirSync(directory).filter((file) => isSocket(`${directory}/${file}`)).length;
  }

  get #pid(): number {
    return this.#process?.pid ?? 0;
  }

  #caller(options: { url: string; token: string }): Caller {
    return new Caller({ ...options, caPem: this.#environment.pki.caPem });
  }
}

/** A file that is closed meanwhile is none. */
function isSocket(file: string): boolean {
  try {
    return readlinkSync(file).startsWith('socket:');
  } catch {
    return false;
  }
}
