import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { Exchange } from '../../../src/gateway/exchange.ts';
import { ENOUGH_BYTES, type MemberAttempt } from '../../../src/gateway/member-attempt.ts';
import { Relay } from '../../../src/gateway/relay.ts';

/** A client that reads nothing. */
class SlowResponse extends EventEmitter {
  writableLength = 0;
  writableEnded = false;
  destroyed = false;
  writeHead(): void {}
  flushHeaders(): void {}
  write(chunk: Buffer): boolean {
    this.writableLength += chunk.length;
    return false;
  }
  end(chunk?: Buffer): void {
    this.writableLength += chunk?.length ?? 0;
    this.writableEnded = true;
  }
}

describe('Relay', () => {
  it('has the member wait for a slow client, but not once all of the answer is there', () => {
    const exchange = {
      response: new SlowResponse(),
      request: { method: 'GET' },
      target: { path: '/version', query: '' },
    } as unknown as Exchange;
    const relay = new Relay(exchange, {
      done: () => undefined,
      failed: (error) => {
        throw error;
      },
    });
    const piece = Buffer.alloc(ENOUGH_BYTES);
    const headers = { 'content-length': String(2 * piece.length) };
    relay.begin({ status: 200, statusText: 'OK', headers }, {} as unknown as MemberAttempt);
    expect(relay.data(piece)).to.equal(false);
    expect(relay.data(piece)).to.equal(true);
  });
});
