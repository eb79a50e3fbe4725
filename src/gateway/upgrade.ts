import { STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { problem, ProblemError, statusOf, type Problem } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { labelsOf, type GatewayContext } from './exchange.ts';
import type { Found } from './find-member.ts';
import { endToEndHeaders, requestHeaders } from './headers.ts';
import { memberFailure } from './member-failure.ts';
import { concernsRules, routingFor } from './member-kinds.ts';
import { parseApiPath } from './route.ts';
import { statusObject } from '../kubernetes/status.ts';

/** A request that wants to go on in another protocol, and the connection that it came on. */
interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client has sent of the other protocol already. */
  readonly head: Buffer;
}

/** Connections that went over to another protocol: exec, attach and port-forward, over SPDY or WebSocket. */
export interface Upgrades {
  /** Connects the client with the member, or answers why not. Never rejects. */
  handle(found: Found, upgrade: UpgradeRequest): Promise<void>;
  /** Ends all of them. */
  close(): void;
}

type FoundMember = Extract<Found, { ok: true }>;

export function createUpgrades(context: GatewayContext): Upgrades {
  const open = new Set<Duplex>();

  function track(socket: Duplex): void {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  }

  return {
    handle: async (found, upgrade) => {
      const { socket } = upgrade;
      socket.on('error', () => undefined);
      track(socket);
      const refusal = found.ok ? await refusalOf(context, found, upgrade.request) : found.problem;
      if (refusal || !found.ok)
        answerProblem(socket, refusal ?? problem('REQUEST_PATH', { reason: 'it has no member' }));
      else connectOrAnswer(context, found, upgrade);
      context.metrics.request(refusal ? 'refused' : 'passed', undefined);
    },
    close: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

/** A WebSocket can carry a watch too, but its frames are not converted. */
async function refusalOf(
  context: GatewayContext,
  { member, target }: FoundMember,
  request: IncomingMessage,
): Promise<Problem | undefined> {
  const path = parseApiPath(target.path);
  if (path.type !== 'resource' || !concernsRules({ context }, path)) return undefined;
  try {
    const { translation } = await routingFor({ context, member, request }, path);
    return translation && problem('UPGRADE_CONVERTED', { ...labelsOf(translation) });
  } catch (error) {
    return error instanceof ProblemError ? error.problem : problemOf(member.name, error);
  }
}

function problemOf(member: string, error: unknown): Problem {
  return memberFailure(member, error instanceof Error ? error : new Error(reasonOf(error))).problem;
}

function connectOrAnswer(context: GatewayContext, found: FoundMember, upgrade: UpgradeRequest): void {
  // Gone while the member's discovery was read: its `close` has been, and nothing would end a connection made now.
  if (upgrade.socket.destroyed) return;
  try {
    connect(context, found, upgrade);
  } catch (error) {
    context.log.error({ event: 'gateway_bug', member: found.member.name, err: error });
    answerProblem(upgrade.socket, problemOf(found.member.name, error));
  }
}

function connect(context: GatewayContext, { member, target }: FoundMember, upgrade: UpgradeRequest): void {
  const { request, socket, head } = upgrade;
  const outgoing = context.client.open(member, {
    method: request.method ?? 'GET',
    path: target.path + target.query,
    headers: { ...requestHeaders(request), connection: 'Upgrade', upgrade: request.headers.upgrade },
  });
  socket.once('close', () => outgoing.destroy());
  outgoing.on('error', (error) => {
    const cause = problemOf(member.name, error);
    context.failures.warn(member.name, cause, error);
    answerProblem(socket, cause);
  });
  outgoing.once('response', (answer) => {
    socket.write(headOf(answer, { connection: 'close' }));
    pipeline(answer, socket, () => undefined);
  });
  outgoing.once('upgrade', (answer, upstream, upstreamHead) => {
    const headers = { connection: 'Upgrade', upgrade: answer.headers.upgrade };
    socket.write(Buffer.concat([Buffer.from(headOf(answer, headers)), upstreamHead]));
    upstream.write(head);
    join(socket, upstream);
  });
  outgoing.end();
}

/** Each side's bytes, end and failure become the other's. One side may end while the other still sends. */
function join(client: Duplex, member: Duplex): void {
  for (const [one, other] of [
    [client, member],
    [member, client],
  ] as const) {
    one.allowHalfOpen = true;
    one.on('error', () => other.destroy());
    one.once('close', () => {
      // An orderly end was passed on by the pipe: what is still to be sent is sent first.
      if (one.readableEnded && !other.writableFinished) other.once('finish', () => other.destroy());
      else other.destroy();
    });
    one.pipe(other);
  }
}

/** The head of an HTTP/1.1 answer. Its body, if any, ends with the connection. */
function headOf(answer: IncomingMessage, connection: OutgoingHttpHeaders): string {
  const status = answer.statusCode ?? 502;
  return head(status, answer.statusMessage, { ...endToEndHeaders(answer), ...connection });
}

function head(status: number, text: string | undefined, headers: OutgoingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}: ${String(one)}`),
  );
  return [`HTTP/1.1 ${status} ${text ?? STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n');
}

/** Answers a request for another protocol with the Kubernetes `Status` of a problem, and closes the connection. */
export function answerProblem(socket: Duplex, cause: Problem): void {
  if (socket.destroyed) return;
  const body = encodeJson(statusObject(cause));
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  socket.end(head(statusOf(cause.code), undefined, headers) + body);
}
