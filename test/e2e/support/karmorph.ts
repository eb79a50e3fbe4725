import { existsSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { ApiServer, Environment } from './api-server.ts';
import { Client, type KubeObject } from './client.ts';
import { join } from './join.ts';
import type { Karmada } from './karmada.ts';
import { base64 } from './karmada-objects.ts';
import { eventually } from './eventually.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { kubectlApply } from './kubectl.ts';
import { isWebhookConfiguration, shippedManifests } from './manifests.ts';
import { objectPath } from './paths.ts';
import { freePort } from './ports.ts';
import { ManagedProcess } from './process.ts';

/** `npm run build` makes it; another build, such as an installed release, can be named instead. */
export const PROGRAM =
  process.env['KARMORPH_E2E_PROGRAM'] ?? joinPath(import.meta.dirname, '../../../dist/karmorph.js');
const READY_TIMEOUT_MS = 20_000;
const TOKEN = '/api/v1/namespaces/karmorph-system/secrets/karmorph-token';

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
  readonly #kubeconfig: string;
  #process: ManagedProcess | undefined;

  static async start(environment: Environment, karmada: Karmada): Promise<Karmorph> {
    const karmorph = new Karmorph(environment, karmada, await freePort());
    await karmorph.#install();
    await karmorph.start();
    return karmorph;
  }

  /** Gives Karmorph its own identity on the Karmada API server, with the rights that the shipped manifests grant. */
  async #install(): Promise<void> {
    const { binaries, pki } = this.#environment;
    const { api } = this.#karmada;
    const objects = (await this.manifests()).filter((object) => !isWebhookConfiguration(object));
    const { code, stderr } = await kubectlApply(binaries, api, objects);
    if (code !== 0) throw new Error(`kubectl apply -k manifests/karmada: ${stderr}`);
    const token = await eventually('the ServiceAccount of Karmorph has its token', async () => {
      const { data } = (await this.#karmada.client.get(TOKEN)) as { data?: { token?: string } };
      if (!data?.token) throw new Error('not yet');
      return Buffer.from(data.token, 'base64').toString();
    });
    writeKubeconfig(this.#kubeconfig, { server: api.url, caPem: pki.caPem, token });
  }

  /** The manifests for the Karmada API server, with the address of this process. */
  async manifests(): Promise<KubeObject[]> {
    const { binaries, pki } = this.#environment;
    return shippedManifests(binaries, 'karmada', { url: this.url, caPem: pki.caPem });
  }

  private constructor(environment: Environment, karmada: Karmada, port: number) {
    this.#environment = environment;
    this.#karmada = karmada;
    this.#port = port;
    this.#kubeconfig = environment.run.file('karmorph.kubeconfig');
    this.url = `https://127.0.0.1:${port}`;
    this.#client = new Client({ server: this.url, caPem: environment.pki.caPem, token: '' });
  }

  /** Starts it again where it was, unless it runs. */
  async start(args: readonly string[] = []): Promise<void> {
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
        `--karmada-kubeconfig=${this.#kubeconfig}`,
        `--tls-cert=${pki.server.certificate}`,
        `--tls-key=${pki.server.key}`,
        ...args,
      ],
      logFile: run.file('karmorph.log'),
    });
    await this.#process.waitUntil(() => this.#client.answers('/readyz'), READY_TIMEOUT_MS);
  }

  /** Ends it without giving it time to say goodbye, as a lost node would. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL');
  }

  /** Starts it again where it was, with these flags besides the usual ones. */
  async restart(args: readonly string[]): Promise<void> {
    await this.kill();
    await this.start(args);
  }

  /** What it counts. */
  metrics(): Promise<string> {
    return this.#client.text('/metrics');
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
}
