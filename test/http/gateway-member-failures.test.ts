import { expect } from 'chai';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { FakeMember, type SeenRequest } from '../support/fake-member.ts';
import { GatewayHarness, type SentRequest } from '../support/gateway-harness.ts';
import { serveWidgets, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const PODS = '/api/v1/namespaces/shop/pods';
const BODY: SentRequest = { body: widget(V2, { color: 'red' }) };

describe('gateway: a member that fails in the middle', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { headersMs: 800 },
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const breakOff = (_: SeenRequest, response: ServerResponse): void => void response.destroy();
  const breakOffLater = (_: SeenRequest, response: ServerResponse): void => {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{', () => response.destroy());
  };
  const writes = [
    { name: 'a converted write that is not answered', path: WIDGETS_V2, sent: WIDGETS_V1, answer: () => undefined },
    { name: 'a converted write whose connection breaks', path: WIDGETS_V2, sent: WIDGETS_V1, answer: breakOff },
    { name: 'a converted write whose answer breaks off', path: WIDGETS_V2, sent: WIDGETS_V1, answer: breakOffLater },
    { name: 'a write passed on that is not answered', path: PODS, sent: PODS, answer: () => undefined },
    { name: 'a write passed on whose connection breaks', path: PODS, sent: PODS, answer: breakOff },
  ];
  for (const { name, path, sent, answer } of writes) {
    it(`answers ${name} with a 504, after which no client sends it again by itself`, async () => {
      member.on(`POST ${sent}`, answer);
      const { status, headers, json } = await gateway.send('POST', `/members/m1${path}`, BODY);
      expect(status, JSON.stringify(json)).to.equal(504);
      expect(headers).not.to.have.property('retry-after');
      expect(json).to.include({ reason: 'Timeout' }).and.not.have.nested.property('details.retryAfterSeconds');
      expect(json).to.have.nested.property('details.causes[0].reason', 'MEMBER_OUTCOME_UNKNOWN');
      expect(member.seen(`POST ${sent}`)).to.have.length(1);
    });
  }

  it('answers a patch with a 503 when reading for it breaks off, since nothing was written', async () => {
    member.on(`GET ${WIDGETS_V1}/w`, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{', () => response.destroy());
    });
    const headers = { 'content-type': 'application/merge-patch+json' };
    const patch = { headers, body: { spec: { color: 'red' } } };
    const { status, json } = await gateway.send('PATCH', `/members/m1${WIDGETS_V2}/w`, patch);
    expect(status, JSON.stringify(json)).to.equal(503);
  });

  it('answers a dry run with a 503, since it stores nothing', async () => {
    member.on(`POST ${WIDGETS_V1}`, breakOff).next(`POST ${WIDGETS_V1}`, breakOffLater);
    for (const broken of ['its answer', 'its connection']) {
      const { status } = await gateway.send('POST', `/members/m1${WIDGETS_V2}?dryRun=All`, BODY);
      expect(status, broken).to.equal(503);
    }
  });

  it('answers a write that the member cannot have got with a 503, after which clients send it again', async () => {
    await member.stop();
    const { status, headers } = await gateway.send('POST', `/members/m1${PODS}`, BODY);
    expect([status, headers['retry-after']]).to.deep.equal([503, '1']);
  });

  it('makes a new connection after one that leads nowhere, whatever others it has', async () => {
    const both = ['a', 'b'].map(
      (pod) => new Promise<ServerResponse>((resolve) => member.stream(`GET ${PODS}/${pod}`, (_, r) => resolve(r))),
    );
    const answers = ['a', 'b'].map((pod) => gateway.send('GET', `/members/m1${PODS}/${pod}`));
    for (const response of await Promise.all(both)) response.end('{}');
    await Promise.all(answers);
    expect(member.connections).to.equal(2);
    member.stream(`GET ${PODS}/silent`, () => undefined);
    expect((await gateway.send('GET', `/members/m1${PODS}/silent`)).status).to.equal(503);
    member.on(`GET ${PODS}/c`, { json: {} });
    expect((await gateway.send('GET', `/members/m1${PODS}/c`)).status).to.equal(200);
    expect(member.connections).to.equal(3);
  });

  it('reads again on a new connection when several that it kept are closed at once', async () => {
    let open = 0;
    const all = new Promise<void>((resolve) => {
      member.stream(`GET ${PODS}`, (_, response) => {
        if (++open === 3) resolve();
        void all.then(() => response.end('{}'));
      });
    });
    await Promise.all([1, 2, 3].map(() => gateway.send('GET', `/members/m1${PODS}`)));
    // Each kept connection is reset as soon as something comes on it.
    member.stream(`GET ${PODS}/x`, (request, response) => {
      if (open-- > 0) request.socket.destroy();
      else response.end('{}');
    });
    open = 1;
    expect((await gateway.send('GET', `/members/m1${PODS}/x`)).status).to.equal(200);
    expect(gateway.logs.join('')).not.to.include('gateway_bug');
  });

  it('lets go of the connection to the member when its client goes', async () => {
    const gone = new Promise<unknown>((resolve) => {
      member.stream(`GET ${PODS}`, (request, response) => {
        void once(request.socket, 'close').then(resolve);
        response.writeHead(200).flushHeaders();
      });
    });
    (await gateway.open('GET', `/members/m1${PODS}`)).destroy();
    await gone;
  });
});
