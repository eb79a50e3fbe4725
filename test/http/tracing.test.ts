import { expect } from 'chai';
import { AlwaysOnSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { createTracing, type Tracing } from '../../src/telemetry/tracing.ts';
import { FakeMember } from '../support/fake-member.ts';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { send } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${PARENT}-01`;
const JSON_TYPE = { 'content-type': 'application/json' };
const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'report' }, spec: { timeZone: 'UTC' } };
const request = { uid: 'u1', operation: 'CREATE', object: cronJob };
const review = JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request });

describe('tracing', () => {
  let service: ServiceUnderTest;
  let exporter: InMemorySpanExporter;
  let tracing: Tracing;
  const fleet = inventoryOf([memberOf('m121', '1.21')]);

  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(() => {
    exporter = new InMemorySpanExporter();
    const spanProcessors = [new SimpleSpanProcessor({ exporter })];
    const provider = new TracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors });
    tracing = createTracing({ tracer: provider.getTracer('test'), stop: () => provider.shutdown() });
  });
  afterEach(() => service.stopAll());

  const start = (inventory: Inventory) => service.start(inventory, { tracing });

  /** The finished spans with the attributes that are worth comparing, once there are so many. */
  async function spans(count: number) {
    while (exporter.getFinishedSpans().length < count) await new Promise((next) => setTimeout(next, 5));
    return exporter.getFinishedSpans().map((span) => ({
      name: span.name,
      attributes: span.attributes,
      parent: span.parentSpanContext?.spanId,
      trace: span.spanContext().traceId,
      id: span.spanContext().spanId,
    }));
  }

  it('has a span of a review below that of the API server, which says what was decided, and one of each part', async () => {
    const { port } = await start(fleet);
    const headers = { ...JSON_TYPE, traceparent };
    await send({ port, ca: service.ca }, '/admission/validate?timeout=3s', { body: review, headers });
    const [read, decide, whole] = await spans(3);
    expect(whole).to.deep.include({ name: 'POST /admission/validate', trace: TRACE, parent: PARENT });
    expect(whole?.attributes).to.include({
      'http.request.method': 'POST',
      'url.path': '/admission/validate',
      'http.response.status_code': 200,
      'karmorph.door': 'admission_validate',
      'karmorph.uid': 'u1',
      'karmorph.kind': 'CronJob',
      'karmorph.verdict': 'lossy',
      'karmorph.outcome': 'warned',
    });
    expect([read?.name, decide?.name]).to.deep.equal(['read review', 'decide']);
    expect([read?.parent, decide?.parent]).to.deep.equal([whole?.id, whole?.id]);
  });

  it('begins a trace where the caller has none, and names no path that anybody makes up', async () => {
    const { port } = await start(fleet);
    await send({ port, ca: service.ca }, '/nowhere/42');
    const [whole] = await spans(1);
    expect(whole).to.deep.include({ name: 'GET /', parent: undefined });
    expect(whole?.attributes).to.include({ 'http.response.status_code': 404, 'url.path': '/nowhere/42' });
  });

  it('passes the span of the gateway on to the member', async () => {
    const member = await FakeMember.start();
    try {
      const { port } = await start(inventoryOf([{ ...memberOf('m1', '1.21'), endpoint: member.endpoint }]));
      member.on('GET /api/v1/namespaces/shop/pods', { json: {} });
      await send({ port, ca: service.ca }, '/members/m1/api/v1/namespaces/shop/pods', { headers: { traceparent } });
      const [whole] = await spans(1);
      expect(whole).to.deep.include({ name: 'GET /members/{name}', trace: TRACE, parent: PARENT });
      expect(whole?.attributes).to.include({ 'karmorph.member': 'm1', 'karmorph.outcome': 'passed' });
      const passed = member.requests.find(({ url }) => url.endsWith('/pods'));
      expect(passed?.headers.traceparent).to.equal(`00-${TRACE}-${whole?.id ?? ''}-01`);
    } finally {
      await member.stop();
    }
  });
});
