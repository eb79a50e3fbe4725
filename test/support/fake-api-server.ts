import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../certs/authority.ts';
import { issueCertificate } from '../../certs/issue.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';

/** Answers one request. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** One watch that a client has open. */
export interface FakeWatch {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  send(type: string, object: JsonObject): void;
  /** Sends text that need not be an event, or a whole one. */
  write(text: string | Buffer): void;
  /** Ends the watch as a server does when its time is up. */
  end(): void;
  /** Cuts the connection. */
  reset(): void;
  /** Settles when the client has gone. */
  readonly closed: Promise<unknown>;
}

const TOKEN = 'fake-token';
const certificates = (async () => {
  const now = new Date();
  const authority = await createAuthority({ commonName: 'fake-api-server', days: 1, now });
  const server = await issueCertificate(authority, {
    commonName: 'kube-apiserver',
    ipAddresses: ['127.0.0.1'],
    usage: 'server',
    days: 1,
    now,
  });
  return { ca: authority.certificate, cert: server.certificate, key: server.privateKey };
})();

/**
 * An API server that answers what a test tells it to, over TLS on loopback, to the token in {@link kubeconfig} alone. A path
 * that no test has set up is a 404, and is remembered in `unexpected`.
 */
export class FakeApiServer {
  readonly requests: string[] = [];
  readonly unexpected: string[] = [];
  /** Path of a kubeconfig for this server. */
  readonly kubeconfig: string;
  connections = 0;
  /** The status that watches are refused with; undefined while they are not. */
  watchRefusal: number | undefined;
  readonly #routes = new Map<string, Route>();
  readonly #watches: FakeWatch[] = [];
  #waiting: { readonly path: string | undefined; readonly take: (watch: FakeWatch) => void }[] = [];
  readonly #server: https.Server;
  readonly #directory: string;

  private constructor(server: https.Server, directory: string) {
    this.#server = server;
    this.#directory = directory;
    this.kubeconfig = join(directory, 'kubeconfig');
    server.on('secureConnection', () => this.connections++);
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(): Promise<FakeApiServer> {
    const { ca, cert, key } = await certificates;
    const server = https.createServer({ cert, key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fake = new FakeApiServer(server, await mkdtemp(join(tmpdir(), 'karmorph-fake-')));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'fake',
      clusters: [{ name: 'fake', cluster: { server: url, 'certificate-authority-data': base64(ca) } }],
      users: [{ name: 'fake', user: { token: TOKEN } }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    };
    await writeFile(fake.kubeconfig, JSON.stringify(config));
    return fake;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#directory, { recursive: true });
  }

  /** Sets what a path answers. Watches of the path are taken by {@link watch}. */
  on(path: string, route: Route): void {
    this.#routes.set(path, route);
  }

  /** Sets a JSON answer. */
  json(path: string, body: Json, status = 200): void {
    this.on(path, (_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  }

  /** The next watch that a client opens, or has opened: of this path, where one is given. */
  watch(path?: string): Promise<FakeWatch> {
    const index = this.#watches.findIndex((watch) => path === undefined || watch.path === path);
    const [watch] = index < 0 ? [] : this.#watches.splice(index, 1);
    return watch ? Promise.resolve(watch) : new Promise((take) => this.#waiting.push({ path, take }));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://fake');
    this.requests.push(request.url ?? '');
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      response.writeHead(401).end(JSON.stringify({ kind: 'Status', message: 'Unauthorized' }));
      return;
    }
    const route = this.#routes.get(pathname);
    if (searchParams.has('watch') && this.watchRefusal !== undefined) {
      response.writeHead(this.watchRefusal).end(JSON.stringify({ kind: 'Status', message: 'refused' }));
    } else if (searchParams.has('watch')) this.#open(request, { pathname, searchParams }, response);
    else if (route) route(request, response);
    else {
      this.unexpected.push(pathname);
      response.writeHead(404).end(JSON.stringify({ kind: 'Status', message: `${pathname} not found` }));
    }
  }

  #open(
    request: IncomingMessage,
    { pathname: path, searchParams: query }: Pick<URL, 'pathname' | 'searchParams'>,
    response: ServerResponse,
  ): void {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    const watch: FakeWatch = {
      path,
      query,
      accept: request.headers.accept,
      send: (type, object) => response.write(`${JSON.stringify({ type, object })}\n`),
      write: (text) => response.write(text),
      end: () => response.end(),
      reset: () => response.destroy(),
      closed: once(response, 'close'),
    };
    const waiting = this.#waiting.find((each) => each.path === undefined || each.path === path);
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
    if (waiting) waiting.take(watch);
    else this.#watches.push(watch);
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
