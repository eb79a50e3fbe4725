import type { Logger } from 'pino';
import type { Tracing } from '../telemetry/tracing.ts';

/** OpenTelemetry's own variables, of which any of these two asks for traces. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

export interface TracingOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly logger: Logger;
}

/**
 * Starts to trace where the environment names a collector, and loads what that needs only then. `OTEL_TRACES_SAMPLER_ARG` is the part of the
 * requests that begin a trace; a caller that has begun one decides itself.
 */
export async function startTracing({ environment, version, logger }: TracingOptions): Promise<Tracing | undefined> {
  const endpoint = ENDPOINTS.map((name) => environment[name]).find(Boolean);
  if (endpoint === undefined || environment.OTEL_SDK_DISABLED === 'true') return undefined;
  const [{ otlpSpans }, { createTracing }] = await Promise.all([
    import('../telemetry/otlp.ts'),
    import('../telemetry/tracing.ts'),
  ]);
  const ratio = ratioOf(environment.OTEL_TRACES_SAMPLER_ARG, logger);
  logger.info({ event: 'tracing', ratio });
  return createTracing(otlpSpans({ version, ratio, logger }));
}

function ratioOf(text: string | undefined, logger: Logger): number {
  const ratio = text === undefined || text === '' ? 1 : Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  const message = `OTEL_TRACES_SAMPLER_ARG is "${String(text).slice(0, 40)}", and not a number from 0 to 1; every request is traced`;
  logger.warn({ event: 'tracing_problem', message });
  return 1;
}
