import { createAuthority, type CertifiedKey } from '../../certs/authority.ts';
import { issueCertificate } from '../../certs/issue.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { startService, type Service, type ServiceOptions } from '../../src/server/service.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { send, type HttpAnswer, type HttpRequest } from './https-client.ts';

const rules = loadBuiltinRules();

/** The service on a free port, with all that a test wants to look at. */
export class ServiceUnderTest {
  /** What was logged, one JSON text a line. */
  readonly logs: string[] = [];
  readonly ca: string;
  readonly #authority: CertifiedKey;
  /** What the service serves with, if the test gives it nothing else. */
  readonly pair: CertifiedKey;
  readonly #running = new Set<Service>();
  readonly #listeners = new Set<(line: string) => void>();

  static async create(): Promise<ServiceUnderTest> {
    const authority = await createAuthority({ commonName: 'test', days: 2, now: new Date() });
    return new ServiceUnderTest(authority, await issue(authority));
  }

  private constructor(authority: CertifiedKey, pair: CertifiedKey) {
    this.#authority = authority;
    this.pair = pair;
    this.ca = authority.certificate;
  }

  /** Another certificate for the same address. */
  issue(): Promise<CertifiedKey> {
    return issue(this.#authority);
  }

  /** Starts a service; whoever does not stop it leaves that to `stopAll`. */
  async start(
    inventory: Inventory,
    changes: Partial<
      Pick<
        ServiceOptions,
        'admissionCallers' | 'certificates' | 'dryRunAccess' | 'port' | 'rules' | 'rulesReady' | 'policies' | 'tracing'
      >
    > = {},
  ): Promise<Service> {
    const service = await startService({
      host: '127.0.0.1',
      port: 0,
      certificates: { pair: this.pair, follow: () => ({ close: () => undefined }) },
      inventory,
      rules: () => rules,
      logger: createLogger('debug', { write: (line) => this.#log(line) }),
      version: '0.0.0',
      ...changes,
    });
    this.#running.add(service);
    return {
      ...service,
      stop: (options) => {
        this.#running.delete(service);
        return service.stop(options);
      },
    };
  }

  /** Settles when an event is logged from now on. */
  logged(event: string): Promise<void> {
    return new Promise((resolve) => {
      const listener = (line: string): void => {
        if (!line.includes(`"event":"${event}"`)) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  #log(line: string): void {
    this.logs.push(line);
    for (const listener of this.#listeners) listener(line);
  }

  /** Starts a service and sends it one request. */
  async ask(inventory: Inventory, path: string, request?: HttpRequest): Promise<HttpAnswer> {
    const { port } = await this.start(inventory);
    return send({ port, ca: this.ca }, path, request);
  }

  /** Stops every service that still runs, and forgets the logs. */
  async stopAll(): Promise<void> {
    const left = [...this.#running];
    this.#running.clear();
    await Promise.all(left.map((service) => service.stop({ drainMs: 0, graceMs: 0 })));
    this.logs.length = 0;
  }
}

function issue(authority: CertifiedKey): Promise<CertifiedKey> {
  const ipAddresses = ['127.0.0.1'];
  return issueCertificate(authority, { commonName: 'test', ipAddresses, usage: 'server', days: 1, now: new Date() });
}
