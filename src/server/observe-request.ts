import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Door, Metrics } from '../telemetry/metrics.ts';
import { annotate } from '../telemetry/spans.ts';

/** A request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface Observers {
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Counts and logs a request when its answer has ended. Probes and scrapes are logged at debug level. `details` are asked
 * for then, and logged too.
 */
export function observeRequest(
  door: Door,
  { request, response }: Exchange,
  { metrics, logger }: Observers,
  details?: () => object,
): void {
  const level = door === 'health' || door === 'metrics' ? 'debug' : 'info';
  const begin = performance.now();
  const url = 'originalUrl' in request ? request.originalUrl : request.url;
  response.once('close', () => {
    const seconds = (performance.now() - begin) / 1000;
    const status = response.statusCode;
    metrics.request(door, status, seconds);
    const known = details?.();
    annotate(request, { door, ...known });
    logger[level]({ event: 'request', door, method: request.method, url, status, seconds, ...known });
  });
}
