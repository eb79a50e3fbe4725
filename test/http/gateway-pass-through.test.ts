import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { V2, WIDGET_RULES } from '../support/widgets.ts';

const PODS = '/api/v1/namespaces/shop/pods';

describe('gateway: everything that it does not convert', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = await FakeMember.start();
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  it('passes bytes, status and headers on in both directions, and asks no discovery for it', async () => {
    const sent = randomBytes(300_000);
    const answered = gzipSync(randomBytes(300_000));
    member.on(`POST ${PODS}`, {
      status: 207,
      headers: {
        'content-type': 'application/vnd.kubernetes.protobuf',
        'content-encoding': 'gzip',
        warning: ['299 - "one"', '299 - "two"'],
        'audit-id': 'a',
      },
      body: answered,
    });
    const answer = await gateway.send('POST', `/members/m1${PODS}?fieldManager=a%20b&x=%2F`, {
      headers: {
        'content-type': 'application/vnd.kubernetes.protobuf',
        'accept-encoding': 'gzip',
        connection: 'keep-alive, x-hop',
        'x-hop': 'for the gateway alone',
        'x-custom': ['1', '2'],
      },
      body: sent,
    });
    expect(answer.status).to.equal(207);
    expect(answer.body.equals(answered)).to.equal(true);
    expect(answer.headers).to.include({
      'content-encoding': 'gzip',
      warning: '299 - "one", 299 - "two"',
      'audit-id': 'a',
    });
    const [seen, ...others] = member.requests;
    expect(others).to.deep.equal([]);
    expect(seen?.url).to.equal(`${PODS}?fieldManager=a%20b&x=%2F`);
    expect(seen?.body.equals(sent)).to.equal(true);
    expect(seen?.headers).to.include({ 'accept-encoding': 'gzip', 'x-custom': '1, 2', 'content-length': '300000' });
    expect(seen?.headers).not.to.have.property('x-hop');
    expect(await gateway.counted(1)).to.deep.equal(['request passed']);
  });

  it('passes a chunked body on as it comes', async () => {
    member.stream(`DELETE ${PODS}`, (request, response) => request.pipe(response));
    const outgoing = gateway.request('DELETE', `/members/m1${PODS}`, { 'transfer-encoding': 'chunked' });
    outgoing.write('first');
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(String((await once(answer, 'data'))[0])).to.equal('first');
    outgoing.end('second');
    expect(String((await once(answer, 'data'))[0])).to.equal('second');
    await once(answer.resume(), 'end');
  });

  it('sends a log line by line, while the container writes it', async () => {
    let log: ServerResponse | undefined;
    member.stream(`GET ${PODS}/p/log`, (_, response) => {
      log = response;
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('one\n');
    });
    const answer = await gateway.open('GET', `/members/m1${PODS}/p/log?follow=true`);
    expect(String((await once(answer, 'data'))[0])).to.equal('one\n');
    log?.write('two\n');
    expect(String((await once(answer, 'data'))[0])).to.equal('two\n');
    const gone = once(log!, 'close');
    answer.destroy();
    await gone;
  });

  it('does not read faster from the client than the member does', async () => {
    let upload: IncomingMessage | undefined;
    const started = new Promise<void>((resolve) => {
      member.stream(`POST ${PODS}`, (request, response) => {
        upload = request;
        request.once('end', () => response.end('done'));
        resolve();
      });
    });
    const outgoing = gateway.request('POST', `/members/m1${PODS}`, { 'transfer-encoding': 'chunked' });
    const block = Buffer.alloc(64 * 1024);
    while (outgoing.write(block));
    await started;
    // Nothing is read at the member, so the client's buffers fill up and stay full.
    let written = 0;
    while (written < 1024 && outgoing.write(block)) written++;
    expect(outgoing.writableNeedDrain).to.equal(true);
    upload?.resume();
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(String((await once(answer, 'data'))[0])).to.equal('done');
  });

  it('breaks the answer off when the member does', async () => {
    member.stream(`GET ${PODS}`, (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('part', () => response.destroy());
    });
    const answer = await gateway.open('GET', `/members/m1${PODS}`);
    const [error] = (await once(answer.resume(), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).to.equal('ECONNRESET');
  });

  it('keeps informational answers to itself', async () => {
    member.stream(`GET ${PODS}`, (_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(200, { 'content-type': 'text/plain' }).end('all');
    });
    const answer = await gateway.send('GET', `/members/m1${PODS}`);
    expect(answer.status).to.equal(200);
    expect(answer.headers).not.to.have.property('link');
    expect(String(answer.body)).to.equal('all');
  });

  it('does not read faster from the member than the client does', async () => {
    const [total, block] = [2000, Buffer.alloc(64 * 1024)];
    let written = 0;
    member.stream(`GET ${PODS}/p/log`, (_, response) => {
      const write = (): void => {
        while (written < total) {
          written++;
          if (!response.write(block)) break;
        }
        if (written < total) response.once('drain', write);
        else response.end();
      };
      write();
    });
    const answer = await gateway.open('GET', `/members/m1${PODS}/p/log`);
    for (let before = -1; before !== written;) {
      before = written;
      await delay(100);
    }
    expect(written).to.be.lessThan(total);
    let received = 0;
    for await (const chunk of answer) received += (chunk as Buffer).length;
    expect(received).to.equal(total * block.length);
  });

  for (const { method, times, status } of [
    { method: 'GET', times: 2, status: 503 },
    { method: 'POST', times: 1, status: 504 },
  ]) {
    it(`sends a ${method} that a closed connection has swallowed ${times === 1 ? 'once' : 'twice at most'}`, async () => {
      let seen = 0;
      member.stream(`${method} ${PODS}`, (request) => {
        seen++;
        request.socket.destroy();
      });
      const answer = await gateway.send(method, `/members/m1${PODS}`, method === 'POST' ? { body: {} } : {});
      expect(answer.status).to.equal(status);
      expect(answer.json.message).to.include('ECONNRESET');
      expect(seen).to.equal(times);
    });
  }

  it('ends the request to the member when the client goes away before there is an answer', async () => {
    let asked: ((response: ServerResponse) => void) | undefined;
    const open = new Promise<ServerResponse>((resolve) => (asked = resolve));
    member.stream(`GET ${PODS}`, (_, response) => asked?.(response));
    const outgoing = gateway.request('GET', `/members/m1${PODS}?watch=1`).on('error', () => undefined);
    outgoing.end();
    const gone = once(await open, 'close');
    outgoing.destroy();
    await gone;
    expect(await gateway.counted(1)).to.deep.equal(['request aborted']);
  });

  it('does not follow redirects', async () => {
    member.on(`GET ${PODS}`, { status: 307, headers: { location: 'https://elsewhere/' }, body: '' });
    const answer = await gateway.send('GET', `/members/m1${PODS}`);
    expect(answer.status).to.equal(307);
    expect(answer.headers.location).to.equal('https://elsewhere/');
  });

  it('answers HEAD without a body', async () => {
    member.on('HEAD /apis', { headers: { 'content-length': '10' }, body: '' });
    const answer = await gateway.send('HEAD', '/members/m1/apis');
    expect(answer.status).to.equal(200);
    expect(answer.headers['content-length']).to.equal('10');
  });

  it('sends the prefix alone as the root of the member', async () => {
    member.on('GET /', { json: { paths: [] } });
    expect((await gateway.send('GET', '/members/m1')).json).to.deep.equal({ paths: [] });
    expect((await gateway.send('GET', '/members/m1/')).json).to.deep.equal({ paths: [] });
  });

  it('uses one connection for many requests, and a new one when the member has closed it', async () => {
    member.on(`GET ${PODS}`, { json: {} });
    for (let i = 0; i < 3; i++) await gateway.send('GET', `/members/m1${PODS}`);
    expect(member.connections).to.equal(1);
    member.cut();
    expect((await gateway.send('GET', `/members/m1${PODS}`)).status).to.equal(200);
    expect(member.connections).to.equal(2);
  });

  it('connects to where the member is now', async () => {
    const moved = await FakeMember.start();
    member.on(`GET ${PODS}`, { json: { at: 'old' } });
    moved.on(`GET ${PODS}`, { json: { at: 'new' } });
    expect((await gateway.send('GET', `/members/m1${PODS}`)).json).to.deep.equal({ at: 'old' });
    gateway.setup.members = { m1: moved.endpoint };
    expect((await gateway.send('GET', `/members/m1${PODS}`)).json).to.deep.equal({ at: 'new' });
    await moved.stop();
  });

  it('lets a watch go on where the member was, and ends it with everything else', async () => {
    const moved = await FakeMember.start();
    moved.on(`GET ${PODS}`, { json: {} });
    let sender: ServerResponse | undefined;
    member.stream(`GET ${PODS}`, (_, response) => {
      sender = response.writeHead(200);
      response.flushHeaders();
    });
    const answer = await gateway.open('GET', `/members/m1${PODS}?watch=1`);
    gateway.setup.members = { m1: moved.endpoint };
    await gateway.send('GET', `/members/m1${PODS}`);
    sender?.write('event');
    expect(String((await once(answer, 'data'))[0])).to.equal('event');
    const broken = once(answer.resume(), 'error');
    await gateway.gateway.close();
    await broken;
    await moved.stop();
  });

  it('ends what is under way when it is closed', async () => {
    member.stream(`GET ${PODS}`, (_, response) => response.writeHead(200).flushHeaders());
    const answer = await gateway.open('GET', `/members/m1${PODS}?watch=1`);
    const broken = once(answer.resume(), 'error');
    await gateway.gateway.close();
    await broken;
  });

  for (const method of ['GET', 'DELETE']) {
    it(`sends the body of a ${method} as a body, whatever the client calls a header of its connection`, async () => {
      const route = `${method} ${PODS}`;
      member.on(route, { json: { kind: 'PodList' } });
      const body = Buffer.from('GET /api/v1/secrets HTTP/1.1\r\nhost: m1\r\n\r\n');
      const answer = await gateway.send(method, `/members/m1${PODS}`, {
        headers: { connection: 'keep-alive, content-length, authorization, impersonate-user', 'impersonate-user': 'u' },
        body,
      });
      expect(answer.status).to.equal(200);
      const [seen] = member.seen(route);
      expect(seen?.body.equals(body)).to.equal(true);
      expect(seen?.headers).to.include({ authorization: 'Bearer caller', 'impersonate-user': 'u' });
    });
  }
});
