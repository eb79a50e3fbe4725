import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diag } from '@opentelemetry/api';
import { expect } from 'chai';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { otlpSpans } from '../../../src/telemetry/otlp.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

describe('spans for a collector', () => {
  const before = process.env[ENDPOINT];
  afterEach(() => {
    diag.disable();
    if (before === undefined) Reflect.deleteProperty(process.env, ENDPOINT);
    else process.env[ENDPOINT] = before;
  });

  for (const { name, status, want } of [
    { name: 'are sent when it ends', status: 200, want: [] },
    { name: 'that refuses them do not keep it from ending in order', status: 400, want: ['tracing_problem'] },
  ]) {
    it(name, async () => {
      let received = 0;
      const collector = createServer((request, response) => {
        received++;
        request.resume().on('end', () => response.writeHead(status).end('{}'));
      });
      await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve));
      process.env[ENDPOINT] = `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`;
      const events: unknown[] = [];
      const write = (line: string): void => void events.push((JSON.parse(line) as { event: string }).event);
      try {
        const spans = otlpSpans({ version: '0', ratio: 1, logger: createLogger('warn', { write }) });
        spans.tracer.startSpan('GET /').end();
        await spans.stop();
      } finally {
        await new Promise((resolve) => collector.close(resolve));
      }
      expect(received).to.equal(1);
      expect(events).to.deep.equal(want);
    });
  }
});
