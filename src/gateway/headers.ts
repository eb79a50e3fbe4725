import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { acceptJson } from './media-types.ts';

/** Headers that belong to one connection (RFC 9110 section 7.6.1), and `expect`, which the listener has answered. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/**
 * What no client can declare to belong to its connection. A body without its length would be taken for the next request on
 * a connection that others use too, and without the impersonation the request would be that of whoever impersonates.
 */
const END_TO_END = /^(authorization|content-.*|impersonate-.*)$/;

/** Every header of a member's answer that may travel on, each value as it came. */
export function endToEndHeaders({ headers }: AnswerHeaders): IncomingHttpHeaders {
  const dropped = droppedBy(headers.connection);
  const kept: IncomingHttpHeaders = {};
  for (const name in headers) if (!dropped.has(name)) kept[name] = headers[name];
  return kept;
}

interface AnswerHeaders {
  readonly headers: IncomingHttpHeaders;
}

/** The headers of a request that travel on to a member, each value as it came: all that may, but for the name of this server. */
export function requestHeaders({ rawHeaders, headers }: IncomingMessage): IncomingHttpHeaders {
  const dropped = droppedBy(headers.connection);
  const kept: IncomingHttpHeaders = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    const value = rawHeaders[at + 1] ?? '';
    if (dropped.has(name) || name === 'host') continue;
    kept[name] = Object.hasOwn(kept, name) ? [kept[name] ?? [], value].flat() : value;
  }
  return kept;
}

/** What belongs to the connection: what always does, and what the header of that name says. */
function droppedBy(connection: string | string[] | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return HOP_BY_HOP;
  const named = [connection]
    .flat()
    .join(',')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return new Set([...HOP_BY_HOP, ...named.filter((name) => !END_TO_END.test(name))]);
}

/**
 * The same for a request whose answer the gateway reads itself: JSON, not compressed, whole and unconditional. `body` is
 * the JSON text that is sent, if any.
 */
export function convertedHeaders(request: IncomingMessage, body?: Buffer): IncomingHttpHeaders {
  return {
    ...without(requestHeaders(request), [
      'accept-encoding',
      'content-encoding',
      'content-length',
      'content-type',
      'if-none-match',
      'range',
    ]),
    accept: acceptJson(request.headers.accept),
    ...(body && { 'content-type': 'application/json', 'content-length': String(body.length) }),
  };
}

const CREDENTIALS = /^(authorization|user-agent|impersonate-.*)$/;

/** The headers that say who asks: what the gateway's own requests on behalf of a caller carry, and nothing else. */
export function callerHeaders(request: IncomingMessage): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(requestHeaders(request)).filter(([name]) => CREDENTIALS.test(name)));
}

/** A copy without the headers named. */
function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/**
 * The headers of a member's answer whose body was converted: length, encoding and entity tag are those of another body,
 * and a warning that the served version is deprecated concerns a version that the client did not ask for.
 */
export function answerHeaders(answer: AnswerHeaders, served: string): IncomingHttpHeaders {
  return without(undeprecatedHeaders(answer, served), ['content-length', 'content-encoding', 'etag']);
}

/** The headers of a member's answer as they came, but for such a warning. */
export function undeprecatedHeaders(answer: AnswerHeaders, served: string): IncomingHttpHeaders {
  const headers = without(endToEndHeaders(answer), ['warning']);
  const warnings = [answer.headers.warning ?? []].flat().filter((text) => !isDeprecationOf(served, text));
  return warnings.length === 0 ? headers : Object.assign(headers, { warning: warnings });
}

/** `299 - "policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, ..."`, as API servers write it. */
function isDeprecationOf(apiVersion: string, warning: string): boolean {
  return warning.includes(`"${apiVersion} `) && warning.includes(' is deprecated');
}
