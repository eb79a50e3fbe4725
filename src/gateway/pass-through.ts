import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { endToEndHeaders, requestHeaders, undeprecatedHeaders } from './headers.ts';
import type { MemberRequest } from './member-attempt.ts';
import { MessageReceiver, type MemberMessage } from './member-message.ts';
import { isLongRunning } from './query.ts';
import { Relay, type RelayOptions } from './relay.ts';

/** Everything that the gateway has no reason to look into. */
export async function passThrough(exchange: Exchange): Promise<void> {
  await forward(exchange, exchange.target.path);
}

/** What is the same in every version of a kind, on the path of the version that the member serves. */
export async function passThroughAs(exchange: Exchange, path: string, served: string): Promise<void> {
  await forward(exchange, path, { headersOf: (head) => undeprecatedHeaders(head, served) });
}

/** The same as {@link passThrough}, but an answer with this status is given to the caller, not to the client. */
export function passThroughUnless(status: number, exchange: Exchange): Promise<MemberMessage | undefined> {
  return forward(exchange, exchange.target.path, { status });
}

interface Forwarding extends Pick<RelayOptions, 'headersOf'> {
  readonly status?: number;
}

function forward(
  exchange: Exchange,
  path: string,
  { headersOf, status }: Forwarding = {},
): Promise<MemberMessage | undefined> {
  const { context, request, response, member } = exchange;
  const sent = requestTo(exchange, path);
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      response.off('close', gone);
      // A member may answer without reading the whole body.
      if (sent.body) letGo(request);
    };
    const gone = (): void => attempt.abort();
    const relay = new Relay(exchange, {
      headersOf,
      divert: status === undefined ? undefined : (head) => (head.status === status ? diverted() : undefined),
      done: () => {
        ended();
        resolve(undefined);
      },
      failed: (error) => {
        ended();
        reject(error);
      },
    });
    const diverted = (): MessageReceiver => new MessageReceiver(resolve, reject, ended);
    response.on('close', gone);
    const attempt = context.client.dispatch(member, sent, relay);
    if (response.destroyed) gone();
  });
}

function requestTo({ request, target }: Exchange, path: string): MemberRequest {
  return {
    method: request.method ?? 'GET',
    path: path + target.query,
    headers: requestHeaders(request),
    body: hasBody(request) ? bodyOf(request) : undefined,
    headersMs: isLongRunning(path) ? Infinity : undefined,
  };
}

/** A stream of its own: what becomes of the request to the member must not close the client's connection. */
function bodyOf(request: IncomingMessage): Readable {
  return request.pipe(new PassThrough());
}

/** Reads and drops the rest of a body, so that the client comes to read the answer. */
function letGo(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
}

/** True for a request with a body, of whatever length. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Sends an answer on that has begun already. */
export function relayMessage({ response }: Exchange, answer: MemberMessage): Promise<void> {
  response.writeHead(answer.statusCode, answer.statusMessage, endToEndHeaders(answer));
  return new Promise((resolve) => {
    pipeline(answer, response, () => resolve());
  });
}
