import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { reasonOf } from '../json/decode.ts';
import type { SpanSource } from './tracing.ts';

export interface OtlpOptions {
  readonly version: string;
  /** The part of the requests without a parent that is traced, from 0 to 1. */
  readonly ratio: number;
  readonly logger: Logger;
}

/** A collector that is away is told of this often. */
const TOLD_MS = 60_000;

/**
 * Spans that are sent to an OpenTelemetry collector in batches, over OTLP/HTTP. The exporter and the resource read OpenTelemetry's own environment
 * variables: endpoint, headers, certificates, service name. A collector that cannot be reached costs spans, and nothing else: `stop` does not
 * fail for it, though it may take as long as sending may.
 */
export function otlpSpans({ version, ratio, logger }: OtlpOptions): SpanSource {
  let told = -Infinity;
  const tell = (message: string): void => {
    if (performance.now() - told < TOLD_MS) return;
    told = performance.now();
    logger.warn({ event: 'tracing_problem', message: message.slice(0, 500) });
  };
  const silent = (): void => undefined;
  diag.setLogger({ error: tell, warn: tell, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const own = resourceFromAttributes({ 'service.name': 'karmorph', 'service.version': version });
  const root = ratio >= 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(ratio);
  const provider = new TracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const unsent = (error: unknown): void => tell(`the last spans were not sent: ${reasonOf(error)}`);
  return { tracer: provider.getTracer('karmorph', version), stop: () => provider.shutdown().catch(unsent) };
}
