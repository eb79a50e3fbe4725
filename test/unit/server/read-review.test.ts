import { PassThrough } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { ProblemError } from '../../../src/errors.ts';
import { readReview } from '../../../src/server/read-review.ts';

/** A request whose body a test sends. */
function requestOf(headers: Record<string, string> = {}): PassThrough & IncomingMessage {
  return Object.assign(new PassThrough(), { headers, complete: false }) as unknown as PassThrough & IncomingMessage;
}

const codeOf = (reading: Promise<string>): Promise<unknown> =>
  reading.then(
    (text) => text,
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  );

describe('readReview', () => {
  const limits = { bytes: 10, milliseconds: 10_000 };

  it('joins the pieces of a body, also where a character is cut', async () => {
    const request = requestOf();
    const reading = readReview(request, limits);
    const bytes = Buffer.from('a€b');
    request.write(bytes.subarray(0, 2));
    request.end(bytes.subarray(2));
    expect(await reading).to.equal('a€b');
  });

  it('refuses a body by its declared length, before a byte of it is read', async () => {
    expect(await codeOf(readReview(requestOf({ 'content-length': '11' }), limits))).to.equal('BODY_TOO_LARGE');
  });

  it('refuses a body by what it turns out to be', async () => {
    const request = requestOf();
    const reading = codeOf(readReview(request, limits));
    request.write('12345678901');
    expect(await reading).to.equal('BODY_TOO_LARGE');
    request.end();
  });

  it('refuses a body that does not arrive', async () => {
    const request = requestOf();
    const reading = codeOf(readReview(request, { ...limits, milliseconds: 5 }));
    request.write('1');
    expect(await reading).to.equal('BODY_TIMEOUT');
    request.end();
  });

  it('refuses a body that ends with its connection', async () => {
    const request = requestOf();
    const reading = codeOf(readReview(request, limits));
    request.write('1');
    request.destroy();
    expect(await reading).to.equal('REQUEST_BROKEN');
  });
});
