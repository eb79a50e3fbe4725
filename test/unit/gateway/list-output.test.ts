import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListOutput } from '../../../src/gateway/list-output.ts';
import { ClientGone } from '../../../src/gateway/member-failure.ts';

describe('ListOutput', () => {
  it('waits for nobody where the client has gone before', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
      request.on('error', () => undefined);
      const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const closed = once(response, 'close');
      request.destroy();
      await closed;
      const output = new ListOutput(response, {}, gone.signal);
      const waits = output.write('x'.repeat(2 * 1024 * 1024));
      expect(await waits?.catch((error: unknown) => error)).to.be.instanceOf(ClientGone);
    } finally {
      server.close();
    }
  });
});
