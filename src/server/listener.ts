import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import { problem, ProblemError } from '../errors.ts';
import type { Tracing } from '../telemetry/tracing.ts';

/** What takes the requests below `/members/`, and the connections that are upgraded there. */
interface MemberDoor {
  handle(request: IncomingMessage, response: ServerResponse): unknown;
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
  /** What is below `/admission/`. */
  readonly admission: RequestListener;
  /** Everything that is neither there nor below `/members/`. */
  readonly app: RequestListener;
  /** PEM certificates of those who vouch for callers; without any, nobody is asked for a certificate. */
  readonly clientCa?: string | undefined;
  readonly gateway: MemberDoor;
  /** Told of each request before it is answered; left out where nothing is traced. */
  readonly tracing?: Pick<Tracing, 'observe'> | undefined;
  /** The usual ones when left out. */
  readonly limits?: ListenerLimits;
}

/** How long a client may take, in milliseconds; whoever takes longer is let go. */
interface ListenerLimits {
  /** For the TLS handshake, and for the headers of a request. */
  readonly headersMs: number;
  /** For a whole request, its body included. */
  readonly requestMs: number;
}

/** A listener that accepts connections. */
export interface Listener {
  /** The address in use; an IPv6 address has no brackets. */
  readonly host: string;
  readonly port: number;
  /** New connections get this certificate, established ones keep theirs. Throws, and keeps the old one, when it does not fit. */
  setPair(pair: ServingPair): void;
  /**
   * New connections are verified against these certificates. Those that are there are closed after one more answer. Throws, and
   * keeps the old ones, when they cannot be used.
   */
  setClientCa(clientCa: string): void;
  /** Goes on as before, but asks each client that is answered to connect anew: whoever balances load leads it elsewhere. */
  drain(): void;
  /**
   * Accepts no more connections, closes idle ones, and waits for requests in progress; after `graceMs` what is left, watches
   * for example, is closed too.
   */
  stop(graceMs: number): Promise<void>;
}

const MEMBERS = '/members/';
const ADMISSION = '/admission/';

/** Tokens and impersonation headers are long; the default of Node.js is 16 KiB. */
const MAX_HEADER_BYTES = 64 * 1024;
/** A client that connects and then says nothing, or very little, is let go. */
const LIMITS: ListenerLimits = { headersMs: 20_000, requestMs: 120_000 };
/** How often Node.js looks for these, at most; it would do so every 30 s. */
const CHECK_MS = 5_000;
/** API servers and Karmada keep idle connections for 90 s (Go's IdleConnTimeout); they must be the ones who close. */
const KEEP_ALIVE_MS = 95_000;
/**
 * A connection that becomes idle while the server stops is not closed in the same moment: its client may be sending the next request,
 * such as the watch that follows one that has ended.
 */
const LINGER_MS = 1_000;

/** Listens. Throws ProblemError: `LISTEN_FAILED`, or `TLS_PAIR` for a certificate and a key that do not fit. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { app, admission, gateway, tracing } = options;
  const server = createTlsServer(options);
  let { pair, clientCa } = options;
  const upgraded = new Set<Duplex>();
  const secured = new WeakMap<object, number>();
  let verifiedSince = -Infinity;
  const open = new Set<ServerResponse>();
  let draining = false;
  server.on('secureConnection', (socket) => secured.set(socket, performance.now()));
  server.on('request', (request, response) => {
    const isStale = (secured.get(request.socket) ?? Infinity) < verifiedSince;
    if (draining || isStale) response.setHeader('connection', 'close');
    open.add(response);
    response.once('close', () => open.delete(response));
    tracing?.observe(request, response);
    if (request.url?.startsWith(MEMBERS)) gateway.handle(request, response);
    else if (request.url?.startsWith(ADMISSION)) admission(request, response);
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
  const drain = (): void => {
    draining = true;
    server.keepAliveTimeout = LINGER_MS;
    for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
  };
  const { address, port } = await listen(server, options);
  return {
    host: address,
    port,
    setPair: (next) => {
      server.setSecureContext(contextOf({ pair: next, clientCa }));
      pair = next;
    },
    setClientCa: (next) => {
      server.setSecureContext(contextOf({ pair, clientCa: next }));
      clientCa = next;
      // A handshake that is under way was begun with the old certificates.
      verifiedSince = performance.now() + (options.limits ?? LIMITS).headersMs;
      server.closeIdleConnections();
    },
    drain,
    stop: async (graceMs) => {
      drain();
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

function createTlsServer(options: ListenerOptions): Server {
  const { limits = LIMITS } = options;
  try {
    return createServer({
      ...contextOf(options),
      // Whoever needs to know the caller looks at what came of it; for others no certificate is needed.
      requestCert: options.clientCa !== undefined,
      rejectUnauthorized: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
      handshakeTimeout: limits.headersMs,
    });
  } catch (error) {
    throw new ProblemError(problem('TLS_PAIR', { reason: String(error) }));
  }
}

/** Given anew with each certificate: `setSecureContext` replaces every option. */
function contextOf({ pair, clientCa }: Pick<ListenerOptions, 'pair' | 'clientCa'>): SecureContextOptions {
  const { certificate, privateKey } = pair;
  return { cert: certificate, key: privateKey, minVersion: 'TLSv1.2', ...(clientCa !== undefined && { ca: clientCa }) };
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
