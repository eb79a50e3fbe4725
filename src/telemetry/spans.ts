import type { IncomingMessage } from 'node:http';
import { SpanStatusCode, type Span } from '@opentelemetry/api';

/** The spans of requests that are being answered; none where nothing is traced. */
const spans = new WeakMap<IncomingMessage, Traced>();

interface Traced {
  readonly span: Span;
  /** Begins a span below it. */
  readonly child: (name: string) => Span;
}

/** Says which span a request has. */
export function setSpan(request: IncomingMessage, traced: Traced): void {
  spans.set(request, traced);
}

/** Adds what became known of a request to its span: names and words, never values of objects. */
export function annotate(request: IncomingMessage, facts: object): void {
  const traced = spans.get(request);
  if (!traced) return;
  for (const [key, value] of Object.entries(facts) as [string, string | number | boolean | undefined][])
    if (value !== undefined) traced.span.setAttribute(`karmorph.${key}`, value);
}

/** Runs a part of the answer to a request in a span of its own. */
export function inSpan<T>(request: IncomingMessage, name: string, run: () => T): T {
  const span = spans.get(request)?.child(name);
  if (!span) return run();
  try {
    const result = run();
    if (result instanceof Promise) void result.then(...ending(span));
    else span.end();
    return result;
  } catch (error) {
    fail(span);
    throw error;
  }
}

function ending(span: Span): [() => void, () => void] {
  return [() => span.end(), () => fail(span)];
}

/** The reason is in the answer and the log; it may quote what a client sent. */
function fail(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
