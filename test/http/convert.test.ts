import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { inventoryOf } from '../support/fleet.ts';
import { send, type HttpAnswer, type HttpRequest } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';
import { V1, V2, widget, WIDGET_RULES } from '../support/widgets.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function review(objects: readonly unknown[], desiredAPIVersion = V2): string {
  const request = { uid: 'u1', desiredAPIVersion, objects };
  return JSON.stringify({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', request });
}

describe('the conversion webhook over HTTPS', () => {
  let service: ServiceUnderTest;
  let port = 0;
  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(async () => {
    ({ port } = await service.start(inventoryOf([]), { rules: () => WIDGET_RULES }));
  });
  afterEach(() => service.stopAll());

  const ask = (body: string | Buffer, request: HttpRequest = {}): Promise<HttpAnswer> =>
    send({ port, ca: service.ca }, '/convert', { body, headers: JSON_TYPE, ...request });

  it('converts the objects of a review, and counts them', async () => {
    const { status, json, headers } = await ask(review([widget(V1, { colour: 'red' })]));
    expect(status).to.equal(200);
    expect(headers['content-type']).to.match(/^application\/json/);
    expect(json)
      .to.have.nested.property('response.convertedObjects')
      .that.deep.equals([widget(V2, { color: 'red' })]);
    const metrics = await send({ port, ca: service.ca }, '/metrics');
    expect(metrics.text).to.match(/^karmorph_conversion_objects_total 1$/m);
    expect(metrics.text).to.contain('karmorph_http_requests_total{door="convert",status="200"} 1');
  });

  it('reads compressed reviews', async () => {
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const { json } = await ask(gzipSync(review([widget(V1, {})])), { headers });
    expect(json).to.have.nested.property('response.result.status', 'Success');
  });

  it('answers a failure with status 200, since API servers read nothing else, and logs it', async () => {
    const logged = service.logged('conversion_failed');
    const { status, json } = await ask(review([widget(V1, {}), { ...widget(V1, {}), spec: 'x' }]));
    await logged;
    expect(status).to.equal(200);
    expect(json).to.have.nested.property('response.result.status', 'Failure');
    expect(json).to.have.nested.property('response.result.message').that.includes('spec must be an object');
    expect(json).to.not.have.nested.property('response.convertedObjects');
  });

  it('lets other requests through while it converts a large review', async () => {
    const objects = Array.from({ length: 1500 }, (_, i) => widget(V1, { colour: 'x'.repeat(10_000), i }));
    const large = ask(review(objects));
    const state = { finished: false };
    void large.then(() => (state.finished = true));
    let longest = 0;
    while (!state.finished) {
      const begin = performance.now();
      await new Promise((resolve) => setImmediate(resolve));
      longest = Math.max(longest, performance.now() - begin);
    }
    expect((await large).json)
      .to.have.nested.property('response.convertedObjects')
      .with.length(1500);
    expect(longest).to.be.lessThan(500);
  });

  const tooLarge = Buffer.alloc(129 * 1024 * 1024, ' ');
  const refused: readonly {
    name: string;
    body: string | Buffer;
    request?: HttpRequest;
    status: number;
    want: RegExp;
  }[] = [
    { name: 'nothing', body: '', status: 400, want: /JSON/ },
    { name: 'text', body: 'hello', status: 400, want: /JSON/ },
    { name: 'another kind', body: JSON.stringify(widget(V1, {})), status: 400, want: /no ConversionReview/ },
    { name: 'a review without uid', body: review([]).replace('uid', 'id'), status: 400, want: /no uid/ },
    {
      name: 'YAML',
      body: 'a: 1',
      request: { headers: { 'content-type': 'application/yaml' } },
      status: 415,
      want: /application\/yaml/,
    },
    { name: 'a body without a type', body: review([]), request: { headers: {} }, status: 415, want: /no type/ },
    { name: 'too large a body', body: tooLarge, status: 413, want: /134217728 bytes/ },
    {
      name: 'a small body that unpacks to a large one',
      body: gzipSync(tooLarge),
      request: { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } },
      status: 413,
      want: /134217728 bytes/,
    },
    {
      name: 'an encoding that nobody knows',
      body: review([]),
      request: { headers: { ...JSON_TYPE, 'content-encoding': 'lzma' } },
      status: 400,
      want: /the content encoding lzma is not known/,
    },
    {
      name: 'a body that is not packed as it says',
      body: review([]),
      request: { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } },
      status: 400,
      want: /could not be read: .*incorrect header/,
    },
    {
      name: 'a packed body that ends early',
      body: gzipSync(review([widget(V1, {})])).subarray(0, 60),
      request: { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } },
      status: 400,
      want: /could not be read: .*unexpected end/,
    },
    { name: 'GET', body: '', request: { method: 'GET' }, status: 404, want: /nothing at GET/ },
  ];
  for (const { name, body, request, status, want } of refused) {
    it(`refuses ${name}`, async () => {
      const answer = await ask(body, request);
      expect(answer.status).to.equal(status);
      expect(answer.json).to.include({ kind: 'Status', status: 'Failure' });
      expect(answer.json).to.have.property('message').that.matches(want);
    });
  }
});
