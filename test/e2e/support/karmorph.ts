import { existsSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { ApiServer, Environment } from './api-server.ts';
import { Client, type KubeObject } from './client.ts';
import { join } from './join.ts';
import type { Karmada } from './karmada.ts';
import { base64 } from './karmada-objects.ts';
import { objectPath } from './paths.ts';
import { freePort } from './ports.ts';
import { ManagedProcess } from './process.ts';

/** `npm run build` makes it; another build, such as an installed release, can be named instead. */
const PROGRAM = process.env['KARMORPH_E2E_PROGRAM'] ?? joinPath(import.meta.dirname, '../../../dist/karmorph.js');
const READY_TIMEOUT_MS = 20_000;

/** Annotations by which a Cluster behind the gateway says where the member really is. */
const MEMBER_ENDPOINT = 'karmorph.io/member-endpoint';
const MEMBER_CA_BUNDLE = 'karmorph.io/member-ca-bundle';

/** Our own product as a process, at an address that stays the same when it is restarted. */
export class Karmorph {
  readonly url: string;
  readonly #environment: Environment;
  readonly #karmada: Karmada;
  readonly #port: number;
  readonly #client: Client;
  #process: ManagedProcess | undefined;

  static async start(environment: Environment, karmada: Karmada): Promise<Karmorph> {
    const karmorph = new Karmorph(environment, karmada, await freePort());
    await karmorph.start();
    return karmorph;
  }

  private constructor(environment: Environment, karmada: Karmada, port: number) {
    this.#environment = environment;
    this.#karmada = karmada;
    this.#port = port;
    this.url = `https://127.0.0.1:${port}`;
    this.#client = new Client({ server: this.url, caPem: environment.pki.caPem, token: '' });
  }

  /** Starts it again where it was, unless it runs. */
  async start(): Promise<void> {
    if (this.#process?.running) return;
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: run "npm run build" first.`);
    const { pki, run } = this.#environment;
    this.#process = new ManagedProcess({
      name: 'karmorph',
      command: process.execPath,
      args: [
        PROGRAM,
        'serve',
        `--listen=127.0.0.1:${this.#port}`,
        `--karmada-kubeconfig=${this.#karmada.api.kubeconfig}`,
        `--tls-cert=${pki.server.certificate}`,
        `--tls-key=${pki.server.key}`,
      ],
      logFile: run.file('karmorph.log'),
    });
    await this.#process.waitUntil(() => this.#client.answers('/readyz'), READY_TIMEOUT_MS);
  }

  /** Ends it without giving it time to say goodbye, as a lost node would. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL');
  }

  /** Where Karmada reaches a member through the gateway. */
  memberUrl(member: string): string {
    return `${this.url}/members/${member}`;
  }

  /** What a Cluster behind the gateway carries, so that the gateway finds the member. */
  memberAnnotations(member: ApiServer): Record<string, string> {
    return { [MEMBER_ENDPOINT]: member.url, [MEMBER_CA_BUNDLE]: base64(this.#environment.pki.caPem) };
  }

  /** Joins a member to Karmada through the gateway. */
  async join(member: ApiServer): Promise<void> {
    await join(this.#karmada, member, {
      apiEndpoint: this.memberUrl(member.name),
      annotations: this.memberAnnotations(member),
      caPem: this.#environment.pki.caPem,
    });
  }

  /** Reads an object of a member through the gateway, in the version of `template`, with the member's own credentials. */
  async read(member: ApiServer, template: KubeObject): Promise<KubeObject> {
    const access = { server: this.memberUrl(member.name), caPem: this.#environment.pki.caPem, token: member.token };
    const client = new Client(access);
    try {
      return await client.get(objectPath(template));
    } finally {
      client.close();
    }
  }

  /** The rest of a webhook's `clientConfig`, for a path of ours. */
  webhook(path: string): { url: string; caBundle: string } {
    return { url: this.url + path, caBundle: base64(this.#environment.pki.caPem) };
  }
}
