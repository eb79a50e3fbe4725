import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { RuleSet } from '../../src/engine/rule-set.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway/gateway.ts';
import type { ConversionLabels } from '../../src/gateway/metrics.ts';
import type { MemberEndpoint } from '../../src/inventory/inventory.ts';
import { decodeJson } from '../../src/json/decode.ts';
import { encodeJson } from '../../src/json/encode.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { capabilitiesOf, type Capabilities } from '../../src/kubernetes/capabilities.ts';
import type { OwnSchemas } from '../../src/schema/node.ts';
import { NO_POLICIES } from '../../src/policies/policy-set.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { testCertificates } from './test-certificates.ts';

export interface GatewaySetup {
  /** By name. */
  readonly members: Readonly<Record<string, MemberEndpoint | undefined>>;
  readonly rules: RuleSet;
  /** The kinds that the control plane serves. */
  readonly wanted: readonly string[];
  readonly limits?: GatewayOptions['limits'];
  /** Whether members' OpenAPI documents are read. */
  readonly schemas?: boolean;
  readonly policies?: GatewayOptions['policies'];
}

export interface SentRequest {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** JSON, or bytes as they are. */
  readonly body?: Json | Buffer;
}

/** A whole answer of the gateway. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as an object; empty when it is none. */
  readonly json: JsonObject;
}

/** A running gateway behind an HTTPS listener, as Karmada meets it. */
export class GatewayHarness {
  /** What can change while it runs. */
  readonly setup: { -readonly [Key in keyof GatewaySetup]: GatewaySetup[Key] } & { ready: boolean };
  readonly logs: string[] = [];
  readonly metrics: string[] = [];
  readonly observed: [member: string, capabilities: Capabilities][] = [];
  /** What members say of themselves; only with `schemas` in the setup. */
  readonly schemas: [member: string, schemas: OwnSchemas][] = [];
  readonly port: number;
  readonly gateway: Gateway;
  /** Milliseconds on the gateway's clock. */
  now = 100_000;
  readonly #server: https.Server;
  readonly #agent: https.Agent;
  readonly #counted = new EventEmitter();

  private constructor(setup: GatewaySetup, server: https.Server, ca: string) {
    this.setup = { ...setup, ready: true };
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.#agent = new https.Agent({ keepAlive: true, ca });
    this.gateway = this.#create();
    server.on('request', (request, response) => this.gateway.handle(request, response));
    server.on('upgrade', (request, socket, head) => this.gateway.upgrade(request, socket, head));
  }

  static async start(setup: GatewaySetup): Promise<GatewayHarness> {
    const { ca, cert, key } = await testCertificates();
    const server = https.createServer({ cert, key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new GatewayHarness(setup, server, ca);
  }

  /** The metrics so far, as soon as there are `count` of them: an answer is counted after its last byte. */
  async counted(count: number): Promise<readonly string[]> {
    while (this.metrics.length < count) await once(this.#counted, 'metric');
    return this.metrics;
  }

  /** What members said of themselves so far, as soon as they have `count` times. */
  async learned(count: number): Promise<readonly [member: string, schemas: OwnSchemas][]> {
    while (this.schemas.length < count) await once(this.#counted, 'schemas');
    return this.schemas;
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Sends a request and reads the whole answer. */
  async send(method: string, path: string, request: SentRequest = {}): Promise<GatewayAnswer> {
    const answer = await this.open(method, path, request);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const decoded = decodeJson(body.toString('utf8'));
    const json = decoded.ok && isJsonObject(decoded.value) ? decoded.value : {};
    return { status: answer.statusCode ?? 0, headers: answer.headers, body, json };
  }

  /** Sends a request and gives the answer as soon as it begins. */
  async open(method: string, path: string, { headers, body }: SentRequest = {}): Promise<IncomingMessage> {
    const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(encodeJson(body));
    const outgoing = this.request(method, path, {
      ...(bytes !== body && { 'content-type': 'application/json' }),
      // Node.js does not frame the body of a DELETE by itself.
      ...(bytes && { 'content-length': String(bytes.length) }),
      ...headers,
    });
    outgoing.end(bytes);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  }

  /** A request that the test sends itself. */
  request(method: string, path: string, headers: SentRequest['headers'] = {}): ReturnType<typeof https.request> {
    return https.request({
      host: '127.0.0.1',
      port: this.port,
      agent: this.#agent,
      method,
      path,
      headers: { authorization: 'Bearer caller', ...headers } as Record<string, string | string[]>,
    });
  }

  #create(): Gateway {
    const { setup, logs, metrics, observed, schemas } = this;
    const members = (): { name: string; capabilities: Capabilities; endpoint: MemberEndpoint | undefined }[] =>
      Object.entries(setup.members).map(([name, endpoint]) => ({ name, endpoint, capabilities: NOTHING }));
    const note = (name: string, value: string | number | boolean, labels: ConversionLabels | undefined): void => {
      metrics.push([name, value, ...(labels ? [labels.kind, labels.from, labels.to] : [])].join(' '));
      this.#counted.emit('metric');
    };
    return createGateway({
      inventory: {
        ready: () => setup.ready,
        planning: () => {
          throw new Error('the gateway plans nothing');
        },
        members,
        member: (name) => members().find((member) => member.name === name),
        controlPlane: () => capabilitiesOf('1.34', setup.wanted),
      },
      rules: () => setup.rules,
      policies: () => (setup.policies ? setup.policies() : NO_POLICIES),
      logger: createLogger('debug', { write: (line: string) => void logs.push(line) }),
      metrics: {
        request: (outcome, labels) => note('request', outcome, labels),
        losses: (count, labels) => note('losses', count, labels),
        unconverted: (count, labels) => note('unconverted', count, labels),
        followUpWrite: (succeeded, labels) => note('follow-up', succeeded, labels),
      },
      observe: (member, capabilities) => void observed.push([member, capabilities]),
      ...(setup.schemas && {
        observeSchemas: (member: string, own: OwnSchemas) => {
          schemas.push([member, own]);
          this.#counted.emit('schemas');
        },
      }),
      now: () => this.now,
      ...(setup.limits && { limits: setup.limits }),
    });
  }
}

const NOTHING = capabilitiesOf(undefined, []);
