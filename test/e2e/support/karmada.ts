import { copyFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { join } from 'node:path';
import { admissionControl } from './admission-control.ts';
import { ApiServer, type Environment } from './api-server.ts';
import { KUBERNETES_1_34, type KarmadaCommand } from './assets/versions.ts';
import { Client } from './client.ts';
import { expectCondition } from './conditions.ts';
import { eventually } from './eventually.ts';
import * as objects from './karmada-objects.ts';
import { freePorts } from './ports.ts';
import { ManagedProcess } from './process.ts';

const NAME = 'karmada';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const API_SERVICES = '/apis/apiregistration.k8s.io/v1/apiservices';
const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1';

/** A Karmada control plane: its API server, and beside it every component that the tests depend on. */
export class Karmada {
  readonly api: ApiServer;
  readonly #environment: Environment;
  #restartManager: (args: readonly string[]) => Promise<void> = () =>
    Promise.reject(new Error('it has not been started'));

  static async start(environment: Environment): Promise<Karmada> {
    const args = [`--admission-control-config-file=${admissionControl(environment)}`];
    const api = await ApiServer.start(environment, NAME, { version: KUBERNETES_1_34, args });
    const karmada = new Karmada(environment, api);
    await karmada.#startComponents();
    return karmada;
  }

  private constructor(environment: Environment, api: ApiServer) {
    this.#environment = environment;
    this.api = api;
  }

  get client(): Client {
    return this.api.client;
  }

  /** Replaces the process of karmada-controller-manager, as a restart of its Deployment does; with these flags besides the usual ones. */
  restartControllerManager(args: readonly string[] = []): Promise<void> {
    return this.#restartManager(args);
  }

  async #startComponents(): Promise<void> {
    const [aggregated, webhook, webhookHealth, managerHealth, schedulerHealth, kubeManager] = await freePorts(6);
    await Promise.all([
      this.client.post('/api/v1/namespaces', objects.namespace(objects.KARMADA_NAMESPACE)),
      this.client.post('/api/v1/namespaces', objects.namespace(objects.CLUSTER_NAMESPACE)),
    ]);
    await Promise.all([
      this.#startAggregatedServer(aggregated!),
      this.#startCrdsAndWebhook(webhook!, webhookHealth!),
      this.#startKubeControllerManager(kubeManager!),
    ]);
    const startManager = (args: readonly string[]) =>
      this.#startController('controller-manager', managerHealth!, ['--cluster-status-update-frequency=10s', ...args]);
    const [manager] = await Promise.all([startManager([]), this.#startController('scheduler', schedulerHealth!, [])]);
    let running = manager;
    this.#restartManager = async (args) => {
      await running.stop();
      running = await startManager(args);
    };
  }

  async #startAggregatedServer(port: number): Promise<void> {
    const { pki } = this.#environment;
    const server = this.#spawn('aggregated-apiserver', this.#environment.binaries.karmada('aggregated-apiserver'), [
      `--kubeconfig=${this.api.kubeconfig}`,
      `--authentication-kubeconfig=${this.api.kubeconfig}`,
      `--authorization-kubeconfig=${this.api.kubeconfig}`,
      `--etcd-servers=${this.api.etcdUrl}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--tls-cert-file=${pki.server.certificate}`,
      `--tls-private-key-file=${pki.server.key}`,
    ]);
    await this.client.post(`/api/v1/namespaces/${objects.KARMADA_NAMESPACE}/services`, objects.aggregatedService());
    await server.waitUntil(() => this.#probe(port, '/readyz'));
    // Only now: an APIService whose server does not answer is looked at again after 30 s.
    await this.client.post(API_SERVICES, objects.aggregatedApiService(port));
    await eventually('the Cluster API is available', async () =>
      expectCondition(await this.client.get(`${API_SERVICES}/v1alpha1.cluster.karmada.io`), 'Available'),
    );
  }

  async #startCrdsAndWebhook(port: number, healthPort: number): Promise<void> {
    const { binaries, pki, run } = this.#environment;
    const certificates = run.folder(join(NAME, 'webhook-certificates'));
    copyFileSync(pki.server.certificate, join(certificates, 'tls.crt'));
    copyFileSync(pki.server.key, join(certificates, 'tls.key'));
    const address = { url: `https://127.0.0.1:${port}`, caPem: pki.caPem };
    const webhook = this.#spawn('webhook', binaries.karmada('webhook'), [
      `--kubeconfig=${this.api.kubeconfig}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${certificates}`,
      '--metrics-bind-address=0',
      `--health-probe-bind-address=127.0.0.1:${healthPort}`,
    ]);
    await Promise.all(objects.karmadaCrds(binaries, address).map((crd) => this.client.post(CRDS, crd)));
    await eventually("Karmada's CRDs are served", async () => {
      for (const crd of await this.client.list(CRDS)) expectCondition(crd, 'Established');
    });
    await webhook.waitUntil(() => this.#probe(port, '/readyz/'));
    for (const configuration of objects.karmadaWebhooks(binaries, address)) {
      const mutating = configuration.kind === 'MutatingWebhookConfiguration';
      const resource = mutating ? 'mutatingwebhookconfigurations' : 'validatingwebhookconfigurations';
      await this.client.post(`${WEBHOOKS}/${resource}`, configuration);
    }
  }

  /** Deleting a template works through owner references, so the control plane needs Kubernetes' garbage collector. */
  async #startKubeControllerManager(port: number): Promise<void> {
    const { binaries, pki } = this.#environment;
    const manager = this.#spawn('kube-controller-manager', binaries.kubeControllerManager, [
      `--kubeconfig=${this.api.kubeconfig}`,
      `--authentication-kubeconfig=${this.api.kubeconfig}`,
      `--authorization-kubeconfig=${this.api.kubeconfig}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      '--controllers=namespace,garbagecollector,serviceaccount-token,ttl-after-finished',
      `--service-account-private-key-file=${pki.serviceAccountKey}`,
      `--root-ca-file=${pki.ca}`,
      `--tls-cert-file=${pki.server.certificate}`,
      `--tls-private-key-file=${pki.server.key}`,
    ]);
    await manager.waitUntil(() => this.#probe(port, '/healthz'));
  }

  async #startController(
    command: KarmadaCommand,
    healthPort: number,
    args: readonly string[],
  ): Promise<ManagedProcess> {
    const controller = this.#spawn(command, this.#environment.binaries.karmada(command), [
      `--kubeconfig=${this.api.kubeconfig}`,
      '--leader-elect=false',
      '--metrics-bind-address=0',
      `--health-probe-bind-address=127.0.0.1:${healthPort}`,
      ...args,
    ]);
    await controller.waitUntil(() => answersHttp(healthPort, '/healthz'));
    return controller;
  }

  #spawn(name: string, command: string, args: readonly string[]): ManagedProcess {
    const logFile = this.#environment.run.file(NAME, `${name}.log`);
    return new ManagedProcess({ name: `karmada ${name}`, command, args, logFile });
  }

  async #probe(port: number, path: string): Promise<boolean> {
    const server = `https://127.0.0.1:${port}`;
    const client = new Client({ server, caPem: this.#environment.pki.caPem, token: this.api.token });
    try {
      return await client.answers(path);
    } finally {
      client.close();
    }
  }
}

/** Karmada's controllers have their health probes on plain HTTP. */
function answersHttp(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = httpGet({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on('error', () => resolve(false));
  });
}
