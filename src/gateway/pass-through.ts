import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { endToEndHeaders, requestHeaders, undeprecatedHeaders } from './headers.ts';
import { isEndableWatch, isLongRunning } from './query.ts';

/** Sends the request on as it came, to `path` of the member, and gives the member's answer. */
export function forward(exchange: Exchange, path: string): Promise<IncomingMessage> {
  const { context, request, member, target, signal } = exchange;
  const chunked = request.headers['transfer-encoding'] !== undefined;
  return context.client.send(member, {
    method: request.method ?? 'GET',
    path: path + target.query,
    headers: { ...requestHeaders(request), ...(chunked && { 'transfer-encoding': 'chunked' }) },
    signal,
    body: hasBody(request) ? request : undefined,
    headersMs: isLongRunning(path) ? Infinity : undefined,
  });
}

/** True for a request with a body, of whatever length. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Sends a member's answer to the client byte for byte, as fast as the client reads. An answer that breaks off breaks the
 * client's connection too, so that no one takes it for a whole one.
 */
export function relay(exchange: Exchange, answer: IncomingMessage, headers = endToEndHeaders(answer)): Promise<void> {
  const { response, request } = exchange;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  // A watch may have nothing to say for minutes, and its client waits for the headers. A body that is there goes with them.
  if (answer.readableLength === 0) response.flushHeaders();
  if (answer.statusCode === 200) endInOrder(exchange, answer);
  return new Promise((resolve) => {
    pipeline(answer, response, () => {
      // A member may answer without reading the whole body.
      request.unpipe();
      request.resume();
      resolve();
    });
  });
}

/** Has a watch ended in order, when it is to end before the member ends it. */
function endInOrder({ context, response, target }: Exchange, answer: IncomingMessage): void {
  if (!isEndableWatch(target.path, target.query)) return;
  context.watches.track(response, target.query, () => {
    answer.unpipe(response);
    response.once('finish', () => answer.destroy()).end();
  });
}

/** Everything that the gateway has no reason to look into. */
export async function passThrough(exchange: Exchange): Promise<void> {
  await relay(exchange, await forward(exchange, exchange.target.path));
}

/** What is the same in every version of a kind, on the path of the version that the member serves. */
export async function passThroughAs(exchange: Exchange, path: string, served: string): Promise<void> {
  const answer = await forward(exchange, path);
  await relay(exchange, answer, undeprecatedHeaders(answer, served));
}
