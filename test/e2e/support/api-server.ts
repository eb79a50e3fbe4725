import { writeFileSync } from 'node:fs';
import type { KubernetesVersion } from './assets/versions.ts';
import type { Binaries } from './binaries.ts';
import { Client } from './client.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { Pki } from './pki.ts';
import { freePorts } from './ports.ts';
import { ManagedProcess } from './process.ts';
import type { RunDirectory } from './run-directory.ts';

/** What everything that is started here needs. */
export interface Environment {
  readonly binaries: Binaries;
  readonly pki: Pki;
  readonly run: RunDirectory;
}

export interface ApiServerFlavour {
  readonly version: KubernetesVersion;
  readonly args?: readonly string[];
}

/** Kubernetes as Karmada sees it: etcd and kube-apiserver, without nodes and without controllers. */
export class ApiServer {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly etcdUrl: string;
  readonly kubeconfig: string;
  readonly client: Client;
  readonly #environment: Environment;
  #server: ManagedProcess | undefined;
  #flavour: ApiServerFlavour | undefined;

  static async start(environment: Environment, name: string, flavour: ApiServerFlavour): Promise<ApiServer> {
    const [port, clientPort, peerPort] = await freePorts(3);
    const server = new ApiServer(environment, name, [port!, clientPort!]);
    server.#startEtcd(clientPort!, peerPort!);
    // The API server waits for etcd by itself, so both start at once.
    await server.#startServer(flavour);
    return server;
  }

  private constructor(environment: Environment, name: string, [port, etcdPort]: readonly [number, number]) {
    const { run, pki } = environment;
    this.#environment = environment;
    this.name = name;
    this.port = port;
    this.url = `https://127.0.0.1:${port}`;
    this.etcdUrl = `http://127.0.0.1:${etcdPort}`;
    this.token = `admin-${name}`;
    run.folder(name);
    this.kubeconfig = run.file(name, 'kubeconfig');
    const access = { server: this.url, caPem: pki.caPem, token: this.token };
    writeKubeconfig(this.kubeconfig, access);
    writeFileSync(this.#tokenFile, `${this.token},admin,admin-uid,"system:masters"\n`, { mode: 0o600 });
    this.client = new Client(access);
  }

  /** Restarts kube-apiserver, perhaps as another version or with other APIs, on the same data and at the same address. */
  async restart(flavour: ApiServerFlavour): Promise<void> {
    await this.#server?.stop();
    await this.#startServer(flavour);
  }

  /** Ends kube-apiserver as a lost node does; etcd and its data stay. */
  async kill(): Promise<void> {
    await this.#server?.stop('SIGKILL');
  }

  /** Starts kube-apiserver again as it was. */
  async start(): Promise<void> {
    if (this.#flavour) await this.#startServer(this.#flavour);
  }

  /** Lets kube-apiserver hang, or go on: its connections stay. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#server?.signal(signal);
  }

  get #tokenFile(): string {
    return this.#environment.run.file(this.name, 'tokens.csv');
  }

  #startEtcd(clientPort: number, peerPort: number): ManagedProcess {
    const { binaries, run } = this.#environment;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    return new ManagedProcess({
      name: `etcd of ${this.name}`,
      command: binaries.etcd,
      args: [
        `--name=${this.name}`,
        `--data-dir=${run.file(this.name, 'etcd')}`,
        // The data need not survive the machine, and syncing is most of what etcd would wait for.
        '--unsafe-no-fsync',
        '--log-level=warn',
        `--listen-client-urls=http://127.0.0.1:${clientPort}`,
        `--advertise-client-urls=http://127.0.0.1:${clientPort}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=${this.name}=${peerUrl}`,
      ],
      logFile: run.file(this.name, 'etcd.log'),
    });
  }

  async #startServer(flavour: ApiServerFlavour): Promise<void> {
    const { version, args = [] } = flavour;
    this.#flavour = flavour;
    const { binaries, run } = this.#environment;
    this.#server = new ManagedProcess({
      name: `kube-apiserver ${version} of ${this.name}`,
      command: binaries.kubeApiServer(version),
      args: [...this.#baseArgs(), ...args],
      logFile: run.file(this.name, 'kube-apiserver.log'),
    });
    await this.#server.waitUntil(() => this.client.answers('/readyz'));
  }

  #baseArgs(): string[] {
    const { pki } = this.#environment;
    return [
      `--etcd-servers=${this.etcdUrl}`,
      '--etcd-prefix=/registry',
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${this.port}`,
      '--endpoint-reconciler-type=none',
      `--tls-cert-file=${pki.server.certificate}`,
      `--tls-private-key-file=${pki.server.key}`,
      `--client-ca-file=${pki.ca}`,
      `--token-auth-file=${this.#tokenFile}`,
      '--anonymous-auth=true',
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-signing-key-file=${pki.serviceAccountKey}`,
      `--service-account-key-file=${pki.serviceAccountPublicKey}`,
      '--service-cluster-ip-range=10.0.0.0/16',
      // Nothing makes service accounts here, and pods are never run.
      '--disable-admission-plugins=ServiceAccount',
      // The last lines are for aggregated API servers: how they know who asks.
      `--requestheader-client-ca-file=${pki.frontProxyCa}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${pki.frontProxy.certificate}`,
      `--proxy-client-key-file=${pki.frontProxy.key}`,
    ];
  }
}
