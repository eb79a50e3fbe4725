import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { startListener, type Listener } from '../../src/server/listener.ts';
import { openRaw } from '../support/raw-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const POST = 'POST /members/m1/api HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n';
const HEADERS_MS = 200;
const REQUEST_MS = 600;

describe('clients that take their time', () => {
  let service: ServiceUnderTest;
  let listener: Listener;
  let server: { port: number; ca: string };

  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(async () => {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      request.on('error', () => undefined).resume();
      request.once('end', () => response.end('ok'));
    };
    listener = await startListener({
      ...{ host: '127.0.0.1', port: 0, pair: service.pair, app: answer, admission: answer },
      gateway: { handle: answer, upgrade: () => undefined },
      limits: { headersMs: HEADERS_MS, requestMs: REQUEST_MS },
    });
    server = { port: listener.port, ca: service.ca };
  });
  afterEach(() => listener.stop(0));

  const cases = [
    { name: 'nothing at all', first: '', drop: '' },
    { name: 'headers byte by byte', first: 'GET /members/m1/api HTTP/1.1\r\nhost: x\r\n', drop: 'x' },
    { name: 'a body byte by byte', first: POST, drop: 'x' },
    { name: 'a body that never goes on', first: POST, drop: '' },
  ];
  for (const { name, first, drop } of cases) {
    it(`lets a client go that sends ${name}, and serves others meanwhile`, async () => {
      const slow = await openRaw(server);
      const closed = once(slow, 'close');
      let text = '';
      slow.on('data', (chunk: Buffer) => (text += chunk.toString()));
      slow.write(first);
      const dripping = setInterval(() => drop !== '' && slow.write(drop), 20);
      const quick = await openRaw(server);
      quick.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
      expect(String((await once(quick, 'data'))[0])).to.match(/^HTTP\/1\.1 200 /);
      quick.destroy();
      await closed;
      clearInterval(dripping);
      expect(text).to.match(/^(HTTP\/1\.1 408 |$)/);
    });
  }

  it('lets a client go that does not even begin a TLS handshake', async () => {
    const silent = connectTcp(server.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'close');
  });
});
