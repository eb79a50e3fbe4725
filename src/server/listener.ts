import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import { problem, ProblemError } from '../errors.ts';

/** What takes the requests below `/members/`, and the connections that are upgraded there. */
interface MemberDoor {
  handle(request: IncomingMessage, response: Parameters<RequestListener>[1]): unknown;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): unknown;
}

/** A certificate with its chain, and its key, both PEM. */
export interface ServingPair {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface ListenerOptions {
  /** An address, or a name that resolves to one. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly pair: ServingPair;
  /** Everything that is not below `/members/`. */
  readonly app: RequestListener;
  readonly gateway: MemberDoor;
}

/** A listener that accepts connections. */
export interface Listener {
  /** The address in use; an IPv6 address has no brackets. */
  readonly host: string;
  readonly port: number;
  /** New connections get this certificate, established ones keep theirs. Throws, and keeps the old one, when it does not fit. */
  setPair(pair: ServingPair): void;
  /**
   * Accepts no more connections, closes idle ones, and waits for requests in progress; after `graceMs` what is left, watches
   * for example, is closed too.
   */
  stop(graceMs: number): Promise<void>;
}

const MEMBERS = '/members/';

/** Tokens and impersonation headers are long; the default of Node.js is 16 KiB. */
const MAX_HEADER_BYTES = 64 * 1024;
/** A client that connects and then says nothing, or very little, is let go. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 120_000;
/** API servers and Karmada keep idle connections for 90 s (Go's IdleConnTimeout); they must be the ones who close. */
const KEEP_ALIVE_MS = 95_000;

/** Listens. Throws ProblemError: `LISTEN_FAILED`, or `TLS_PAIR` for a certificate and a key that do not fit. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { app, gateway } = options;
  const server = createTlsServer(options);
  const upgraded = new Set<Duplex>();
  let stopping = false;
  server.on('request', (request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    if (request.url?.startsWith(MEMBERS)) gateway.handle(request, response);
    else app(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    // Node.js has let go of the socket: without a listener, a client that resets it would end the process.
    socket.on('error', () => socket.destroy());
    if (request.url?.startsWith(MEMBERS)) gateway.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  const { address, port } = await listen(server, options);
  return {
    host: address,
    port,
    setPair: (pair) => server.setSecureContext(contextOf(pair)),
    stop: async (graceMs) => {
      stopping = true;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const force = setTimeout(() => {
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

function createTlsServer({ pair }: ListenerOptions): Server {
  try {
    const server = createServer({
      ...contextOf(pair),
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      handshakeTimeout: HEADERS_MS,
    });
    return server;
  } catch (error) {
    throw new ProblemError(problem('TLS_PAIR', { reason: String(error) }));
  }
}

/** Given anew with each certificate: `setSecureContext` replaces every option. */
function contextOf({ certificate, privateKey }: ServingPair): SecureContextOptions {
  return { cert: certificate, key: privateKey, minVersion: 'TLSv1.2' };
}

async function listen(server: Server, { host, port }: ListenerOptions): Promise<AddressInfo> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ProblemError(problem('LISTEN_FAILED', { host, port, reason }));
  }
  return server.address() as AddressInfo;
}
