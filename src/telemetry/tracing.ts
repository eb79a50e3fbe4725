import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { setSpan } from './spans.ts';

/** Makes a span of each request. */
export interface Tracing {
  /** To be called before a request is answered. */
  readonly observe: (request: IncomingMessage, response: ServerResponse) => void;
  /** Sends what has not been sent. */
  stop(): Promise<void>;
}

/** Where spans are made, and how that ends. */
export interface SpanSource {
  readonly tracer: Tracer;
  readonly stop: () => Promise<void>;
}

const propagator = new W3CTraceContextPropagator();

/**
 * A span for each request, below that of the caller where it sends a `traceparent` (an API server does when its own tracing is
 * configured, KEP-647). What goes on to a member carries the new span in its place.
 */
export function createTracing({ tracer, stop }: SpanSource): Tracing {
  return {
    observe: (request, response) => {
      const parent = propagator.extract(ROOT_CONTEXT, request.headers, HEADERS);
      const span = tracer.startSpan(
        nameOf(request),
        { kind: SpanKind.SERVER, attributes: attributesOf(request) },
        parent,
      );
      const inside = trace.setSpan(parent, span);
      propagator.inject(inside, request, { set: setHeader });
      setSpan(request, { span, child: (name) => tracer.startSpan(name, {}, inside) });
      response.once('close', () => {
        const { statusCode, writableFinished } = response;
        span.setAttribute('http.response.status_code', statusCode);
        if (statusCode >= 500 || !writableFinished) span.setStatus({ code: SpanStatusCode.ERROR });
        // The doors say what became of the request when it closes, too.
        setImmediate(() => span.end());
      });
    },
    stop,
  };
}

const HEADERS = {
  keys: (headers: IncomingMessage['headers']) => Object.keys(headers),
  get: (headers: IncomingMessage['headers'], key: string) => headers[key],
};

/** Both forms: what is passed on is read from the second one. */
function setHeader(request: IncomingMessage, key: string, value: string): void {
  request.headers[key] = value;
  const others = request.rawHeaders.filter((_, at, all) => all[at - (at % 2)]?.toLowerCase() !== key);
  request.rawHeaders.splice(0, Infinity, ...others, key, value);
}

/** Bounded, as the names of spans are to be: neither members nor objects are in it. */
function nameOf({ method = '', url = '' }: IncomingMessage): string {
  const path = pathOf(url);
  return path.startsWith('/members/') ? `${method} /members/{name}` : `${method} ${KNOWN.has(path) ? path : '/'}`;
}

const KNOWN: ReadonlySet<string> = new Set([
  '/admission/mutate',
  '/admission/validate',
  '/admission/validate/strict',
  '/admission/rules',
  '/convert',
  '/v1/dry-run',
  '/v1/openapi.json',
  '/livez',
  '/readyz',
  '/metrics',
]);

function attributesOf({ method = '', url = '' }: IncomingMessage): Record<string, string> {
  return { 'http.request.method': method, 'url.path': pathOf(url).slice(0, 1024) };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
