import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { statusOf, type Problem } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import type { Json } from '../json/json.ts';
import { isRetriable, RETRY_AFTER_SECONDS, statusObject } from '../kubernetes/status.ts';

/** Sends a whole body. Node.js joins text and headers, and writes them as one. */
export function sendBody(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer | string,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Sends a JSON value. `headers` may name a more exact JSON media type. */
export function sendJson(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, value: Json): void {
  sendBody(response, status, { 'content-type': 'application/json', ...headers }, encodeJson(value));
}

/** Answers with the Kubernetes `Status` of a problem. */
export function sendProblem(response: ServerResponse, problem: Problem): void {
  const status = statusOf(problem.code);
  const headers = {
    'cache-control': 'no-cache, private',
    ...(isRetriable(status) && { 'retry-after': String(RETRY_AFTER_SECONDS) }),
  };
  sendJson(response, status, headers, statusObject(problem));
}
