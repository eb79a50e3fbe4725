import { Agent, request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Endpoint } from './servers.ts';

/** A request as a client sends it, below the address of its API server. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, but for a text, which is sent as it is. */
  readonly body?: unknown;
}

/** What a client gets. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded when it is JSON. */
  readonly body: unknown;
}

/** Those that clients act on. */
const HEADERS = ['content-type', 'warning', 'cache-control', 'retry-after', 'allow', 'location', 'vary'];
const TIMEOUT_MS = 20_000;

/** Sends requests to one API server, as it were, and gives the answers. */
export class HttpClient {
  readonly #endpoint: Endpoint;
  readonly #agent: Agent;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#agent = new Agent({ keepAlive: true, ca: endpoint.caPem });
  }

  async send(request: RawRequest): Promise<Answer> {
    const message = await this.#open(request);
    const text = await readAll(message);
    return { status: message.statusCode ?? 0, headers: headersOf(message), body: decoded(message, text) };
  }

  /**
   * Reads a watch until it has as many events, or until the server ends it. The answer's body is the list of events; or
   * what the server said instead of watching.
   */
  async watch(request: RawRequest, events = Infinity): Promise<Answer> {
    const message = await this.#open({ ...request, query: { ...request.query, watch: 'true' } });
    const status = message.statusCode ?? 0;
    if (status !== 200) {
      const text = await readAll(message);
      return { status, headers: headersOf(message), body: decoded(message, text) };
    }
    return { status, headers: headersOf(message), body: await readEvents(message, events) };
  }

  close(): void {
    this.#agent.destroy();
  }

  #open({ method, path, query = {}, headers = {}, body }: RawRequest): Promise<IncomingMessage> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const search = new URLSearchParams(query).toString();
    const url = `${this.#endpoint.url}${path}${search === '' ? '' : `?${search}`}`;
    return new Promise((resolve, reject) => {
      const sent = httpsRequest(url, {
        method,
        agent: this.#agent,
        timeout: TIMEOUT_MS,
        headers: {
          authorization: `Bearer ${this.#endpoint.token}`,
          accept: 'application/json',
          'user-agent': 'conformance',
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.on('response', resolve);
      sent.on('error', reject);
      sent.end(text);
    });
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

function readAll(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    message.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    message.on('end', () => resolve(text));
    message.on('error', reject);
  });
}

function readEvents(message: IncomingMessage, limit: number): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const events: unknown[] = [];
    let pending = '';
    message.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      events.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown));
      if (events.length >= limit) {
        // One chunk may hold more than was asked for.
        resolve(events.slice(0, limit));
        message.destroy();
      }
    });
    message.on('end', () => resolve(events));
    message.on('error', reject);
  });
}

function decoded({ headers }: IncomingMessage, text: string): unknown {
  return headers['content-type']?.startsWith('application/json') === true ? (JSON.parse(text) as unknown) : text;
}
