import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestHeaders } from '../../../src/gateway/headers.ts';
import { createProxyDoor } from '../../../src/server/proxy-door.ts';

describe('createProxyDoor', () => {
  let server: Server;
  let seen: ReturnType<typeof requestHeaders>[];

  async function start(headers: Readonly<Record<string, string>>): Promise<void> {
    seen = [];
    const door = createProxyDoor({
      token: 'door',
      identity: () => Promise.resolve({ headers, clientCertificate: undefined }),
      gateway: {
        handle: (request, response) => {
          seen.push(requestHeaders(request));
          expect(request.headersDistinct['accept'], 'the other headers').to.deep.equal(['a', 'b']);
          response.end();
        },
        upgrade: () => undefined,
      },
    });
    server = createServer((request, response) => door.handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function ask(token: string): Promise<number | undefined> {
    const { port } = server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${token}`, accept: ['a', 'b'], connection: 'close' };
    const outgoing = httpRequest({ port, host: '127.0.0.1', headers }).end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  }

  for (const { name, headers } of [
    { name: 'a token', headers: { authorization: 'Bearer upstream' } },
    { name: 'several headers', headers: { authorization: 'Bearer upstream', 'Impersonate-User': 'me' } },
    { name: 'none, as with a client certificate', headers: {} },
  ]) {
    it(`sends requests on with the identity in place of the caller's: ${name}`, async () => {
      await start(headers);
      expect(await ask('door')).to.equal(200);
      const own = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));
      expect(seen).to.deep.equal([{ accept: ['a', 'b'], ...own }]);
    });
  }

  it('lets nobody else in', async () => {
    await start({ authorization: 'Bearer upstream' });
    expect(await ask('other')).to.equal(401);
    expect(seen).to.deep.equal([]);
  });
});
