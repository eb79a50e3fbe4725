import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
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

/** Every header of a message that may travel on, each value as it came. */
export function endToEndHeaders(message: IncomingMessage): OutgoingHttpHeaders {
  const connection = (message.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const named = new Set(connection.filter((name) => !END_TO_END.test(name)));
  const headers: OutgoingHttpHeaders = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (values && !HOP_BY_HOP.has(name) && !named.has(name)) headers[name] = values.length === 1 ? values[0] : values;
  }
  return headers;
}

/** The headers of a request that travel on to a member: all but the name of this server. */
export function requestHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  return without(endToEndHeaders(request), ['host']);
}

/**
 * The same for a request whose answer the gateway reads itself: JSON, not compressed, whole and unconditional. `body` is
 * the JSON text that is sent, if any.
 */
export function convertedHeaders(request: IncomingMessage, body?: Buffer): OutgoingHttpHeaders {
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
    ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
  };
}

const CREDENTIALS = /^(authorization|user-agent|impersonate-.*)$/;

/** The headers that say who asks: what the gateway's own requests on behalf of a caller carry, and nothing else. */
export function callerHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(endToEndHeaders(request)).filter(([name]) => CREDENTIALS.test(name)));
}

/** A copy without the headers named. */
function without(headers: OutgoingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/**
 * The headers of a member's answer whose body was converted: length, encoding and entity tag are those of another body,
 * and a warning that the served version is deprecated concerns a version that the client did not ask for.
 */
export function answerHeaders(answer: IncomingMessage, served: string): OutgoingHttpHeaders {
  return without(undeprecatedHeaders(answer, served), ['content-length', 'content-encoding', 'etag']);
}

/** The headers of a member's answer as they came, but for such a warning. */
export function undeprecatedHeaders(answer: IncomingMessage, served: string): OutgoingHttpHeaders {
  const headers = without(endToEndHeaders(answer), ['warning']);
  const warnings = (answer.headersDistinct.warning ?? []).filter((text) => !isDeprecationOf(served, text));
  return warnings.length === 0 ? headers : Object.assign(headers, { warning: warnings });
}

/** `299 - "policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, ..."`, as API servers write it. */
function isDeprecationOf(apiVersion: string, warning: string): boolean {
  return warning.includes(`"${apiVersion} `) && warning.includes(' is deprecated');
}
