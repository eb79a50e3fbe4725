import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MemberEndpoint } from '../../src/inventory/inventory.ts';
import type { Json } from '../../src/json/json.ts';
import { encodeJson } from '../../src/json/encode.ts';
import { strangeCertificates, testCertificates, type TestCertificates } from './test-certificates.ts';

/** A request that the member was sent. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** What the member answers: JSON, bytes, or whatever a function does with the response. */
export type FakeAnswer =
  | { readonly status?: number; readonly headers?: Record<string, string | string[]>; readonly json: Json }
  | { readonly status?: number; readonly headers?: Record<string, string | string[]>; readonly body: Buffer | string }
  | ((seen: SeenRequest, response: ServerResponse) => void);

/** A path that is answered before its request's body has been read. */
export type StreamRoute = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A member's API server that answers what a test tells it to, over TLS on loopback. Any other request is answered with an
 * error that no test expects, and makes {@link verify} throw.
 */
export class FakeMember {
  readonly requests: SeenRequest[] = [];
  readonly endpoint: MemberEndpoint;
  connections = 0;
  readonly #unexpected: string[] = [];
  readonly #always = new Map<string, FakeAnswer>();
  readonly #next = new Map<string, FakeAnswer[]>();
  readonly #streams = new Map<string, StreamRoute>();
  readonly #sockets = new Set<Socket>();
  readonly #server: https.Server;

  private constructor(server: https.Server, ca: string) {
    this.#server = server;
    this.endpoint = { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, caBundle: ca };
    server.on('secureConnection', (socket: Socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeMember> {
    return FakeMember.#listen(await testCertificates());
  }

  /** A member whose certificate its endpoint's CA bundle does not vouch for. */
  static async untrusted(): Promise<FakeMember> {
    const { ca } = await testCertificates();
    return FakeMember.#listen({ ...(await strangeCertificates()), ca });
  }

  static async #listen({ ca, cert, key }: TestCertificates): Promise<FakeMember> {
    // API servers take headers of up to 1 MiB.
    const server = https.createServer({ cert, key, maxHeaderSize: 1024 * 1024 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeMember(server, ca);
  }

  /** Answers every request of `route`, such as `GET /apis`, in the same way. The route has no query. */
  on(route: string, answer: FakeAnswer): this {
    this.#always.set(route, answer);
    return this;
  }

  /** Answers the next request of `route`; several are used up in order, before what {@link on} says. */
  next(route: string, answer: FakeAnswer): this {
    this.#next.set(route, [...(this.#next.get(route) ?? []), answer]);
    return this;
  }

  /** Hands the raw request and response of `route` to a function. */
  stream(route: string, handler: StreamRoute): this {
    this.#streams.set(route, handler);
    return this;
  }

  /** Takes requests for another protocol. */
  onUpgrade(handler: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): this {
    this.#server.on('upgrade', handler);
    return this;
  }

  /** The requests of `route`, oldest first. */
  seen(route: string): readonly SeenRequest[] {
    return this.requests.filter(({ method, url }) => `${method} ${pathOf(url)}` === route);
  }

  /** Forgets the requests and answers so far, and throws when a request came that no test expected. */
  verify(): void {
    const unexpected = this.#unexpected.splice(0);
    if (unexpected.length > 0) throw new Error(`the member was sent unexpected requests: ${unexpected.join(', ')}`);
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const route = `${method} ${pathOf(url)}`;
    response.on('error', () => undefined);
    const stream = this.#streams.get(route);
    if (stream) {
      this.requests.push({
        method,
        url,
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.alloc(0),
      });
      stream(request, response);
      return;
    }
    const seen = { method, url, headers: request.headers, rawHeaders: request.rawHeaders, body: await bodyOf(request) };
    this.requests.push(seen);
    const answer = this.#next.get(route)?.shift() ?? this.#always.get(route);
    if (answer) give(answer, seen, response);
    else {
      this.#unexpected.push(route);
      response.writeHead(418).end(`no test expects ${route}`);
    }
  }
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // The gateway gave the request up; the test looks at what came.
  }
  return Buffer.concat(chunks);
}

function give(answer: FakeAnswer, seen: SeenRequest, response: ServerResponse): void {
  if (typeof answer === 'function') {
    answer(seen, response);
    return;
  }
  const body = 'json' in answer ? encodeJson(answer.json) : answer.body;
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  response.end(body);
}
