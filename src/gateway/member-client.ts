import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { Member, MemberEndpoint } from '../inventory/inventory.ts';
import type { GatewayLimits } from './limits.ts';
import { ClientGone, codeOf, isWrite, memberFailure, memberTimeout, outcomeUnknown } from './member-failure.ts';
import { createNameLookup } from './name-lookup.ts';

/** A member that the gateway can reach. */
export type RoutedMember = Member & { readonly endpoint: MemberEndpoint };

/** The head of a request to a member. */
interface MemberRequestHead {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
}

/** A request to a member. */
interface MemberRequest extends MemberRequestHead {
  /** Aborted when the client has gone: the request to the member ends with it. */
  readonly signal: AbortSignal;
  readonly body?: Buffer | Readable | undefined;
  /** How long the member may take to begin an answer, in milliseconds; `Infinity` for what is proxied. */
  readonly headersMs?: number | undefined;
}

/** The only way from the gateway to members: verified TLS, connections kept and reused per member. */
export interface MemberClient {
  /**
   * Sends a request and gives the answer as soon as its headers are there. Redirects are not followed. Rejects with a
   * `ProblemError` (`MEMBER_UNREACHABLE`, `MEMBER_UNTRUSTED`, `MEMBER_TIMEOUT`, or `MEMBER_OUTCOME_UNKNOWN` for a write that may have
   * been carried out), or with `ClientGone`.
   */
  send(member: RoutedMember, request: MemberRequest): Promise<IncomingMessage>;
  /** A request on a connection of its own, for protocols that take the connection over. The caller ends it. */
  open(member: RoutedMember, head: MemberRequestHead): ClientRequest;
  /** Closes every connection, in use or not. */
  close(): void;
}

const KEEP_ALIVE_MS = 30_000;
/** API servers close idle connections after 90 s (k8s.io/apiserver, IdleTimeout); the gateway does it before them. */
const IDLE_MS = 45_000;
const MAX_IDLE_CONNECTIONS = 32;

/** Makes the client. It holds connections until `close`. */
export function createMemberClient(limits: GatewayLimits): MemberClient {
  const pools = new Map<string, { readonly endpoint: MemberEndpoint; readonly agent: Agent }>();
  const lookup = createNameLookup();

  function agentOf({ name, endpoint }: RoutedMember): Agent {
    const known = pools.get(name);
    if (known && isDeepStrictEqual(known.endpoint, endpoint)) return known.agent;
    if (known) closeIdle(known.agent);
    const agent = new MemberAgent({
      ...{ keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS, timeout: IDLE_MS },
      // A resumed session is not verified again: a certificate that has ended meanwhile would be taken for good.
      maxCachedSessions: 0,
    });
    pools.set(name, { endpoint, agent });
    return agent;
  }

  function start(member: RoutedMember, head: MemberRequestHead, agent: Agent | false): ClientRequest {
    const outgoing = httpsRequest({ ...optionsOf(member.endpoint, head), agent, lookup });
    outgoing.once('socket', (socket) => {
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      limitConnecting(socket, limits.connectMs, () => outgoing.destroy(memberTimeout(member.name, limits.connectMs)));
    });
    return outgoing;
  }

  return {
    send: async (member, request) => {
      const agent = agentOf(member);
      // When one connection leads nowhere, those that are kept may do so as well: the next request gets a new one.
      const forget = (): void => closeIdle(agent);
      const attempt = (): Promise<IncomingMessage> =>
        answerOf(start(member, request, agent), { member: member.name, request, limits, onLate: forget });
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
        forget();
        return attempt();
      }
    },
    open: (member, head) => start(member, head, false),
    close: () => {
      for (const { agent } of pools.values()) agent.destroy();
      pools.clear();
    },
  };
}

/** All of its connections lead to the same place: the name that Node.js would give each is made of the whole CA bundle, for each request. */
class MemberAgent extends Agent {
  override getName(): string {
    return 'member';
  }
}

function optionsOf(
  { url, caBundle, serverName, clientCertificate }: MemberEndpoint,
  head: MemberRequestHead,
): RequestOptions {
  const { hostname, port, host } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  return {
    method: head.method,
    path: head.path,
    headers: { ...head.headers, host },
    host: address,
    port: port === '' ? 443 : Number(port),
    // RFC 6066 forbids IP addresses as server names; the certificate is verified against the address all the same.
    servername: serverName ?? (isIP(address) ? '' : address),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.privateKey }),
    ...(caBundle !== undefined && { ca: caBundle }),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  };
}

function closeIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

/** Calls `late` when a new connection is not ready, TLS included, in time. */
function limitConnecting(socket: Socket, milliseconds: number, late: () => void): void {
  if (!(socket instanceof TLSSocket) || !socket.connecting) return;
  const timer = setTimeout(late, milliseconds);
  const stop = (): void => clearTimeout(timer);
  socket.once('secureConnect', stop);
  socket.once('close', stop);
}

interface Attempt {
  readonly member: string;
  readonly request: MemberRequest;
  readonly limits: GatewayLimits;
  readonly onLate: () => void;
}

function answerOf(outgoing: ClientRequest, attempt: Attempt): Promise<IncomingMessage> {
  const { member, request, limits, onLate } = attempt;
  return new Promise((resolve, reject) => {
    const isSent = observeSending(outgoing);
    const stop = (): void => void outgoing.destroy(new ClientGone());
    const { headersMs = limits.headersMs } = request;
    const late = (): void => {
      outgoing.destroy(memberTimeout(member, headersMs));
      onLate();
    };
    const timer = Number.isFinite(headersMs) ? setTimeout(late, headersMs) : undefined;
    request.signal.addEventListener('abort', stop, { once: true });
    outgoing.once('close', () => {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', stop);
    });
    outgoing.once('response', (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    // Errors after the answer has begun also end the answer's stream, whose reader handles them.
    outgoing.on('error', (error) => {
      const failure = failureOf(error, outgoing, attempt);
      reject(isSent() && isWrite(request.method) ? outcomeUnknown(member, failure) : failure);
    });
    if (request.signal.aborted) stop();
    else sendBody(outgoing, request.body);
  });
}

/** Whether the connection has been there, so that the member may have got the request. */
function observeSending(outgoing: ClientRequest): () => boolean {
  let connected = false;
  const note = (): void => void (connected = true);
  outgoing.once('socket', (socket) => {
    if (socket instanceof TLSSocket && socket.connecting) socket.once('secureConnect', note);
    else note();
  });
  return () => connected;
}

function sendBody(outgoing: ClientRequest, body: Buffer | Readable | undefined): void {
  if (body === undefined || Buffer.isBuffer(body)) outgoing.end(body);
  else body.pipe(outgoing);
}

/** A kept connection that the member had closed meanwhile: the request can be sent again, on a new one. */
class StaleConnection extends Error {}

function failureOf(error: Error, outgoing: ClientRequest, { member, request }: Attempt): Error {
  if (error instanceof ClientGone) return error;
  const safe = request.body === undefined && (request.method === 'GET' || request.method === 'HEAD');
  if (safe && outgoing.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(codeOf(error))) return new StaleConnection();
  return memberFailure(member, error);
}
