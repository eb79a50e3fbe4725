import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { BodyTooLarge, readChunks } from '../gateway/read-body.ts';
import type { Pacer } from '../gateway/pacer.ts';

const DECODERS: ReadonlyMap<string, () => NodeJS.ReadWriteStream & Readable> = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * Reads the body of a review whole, unpacked. The pieces are put together in turns: 100 MB in one go take a tenth of a second, for which
 * everybody else would wait. Rejects with ProblemError: `BODY_TOO_LARGE` above `limit` bytes, or `REQUEST_BROKEN`.
 */
export async function readReviewBody(request: IncomingMessage, limit: number, pace: Pacer): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const stream = encoding === 'identity' ? request : unpacked(request, encoding);
  if (stream === undefined) throw refused(request, broken(`the content encoding ${encoding} is not known`));
  if (stream === request && Number(request.headers['content-length']) > limit) throw refused(request, tooLarge(limit));
  return joined(await chunksOf(stream, request, limit), pace);
}

function unpacked(request: IncomingMessage, encoding: string): Readable | undefined {
  const stream = DECODERS.get(encoding)?.();
  if (!stream) return undefined;
  // Without a listener, an error after the first one would end the process.
  stream.on('error', () => undefined);
  request.once('close', () => {
    if (!request.complete) stream.destroy();
  });
  request.pipe(stream);
  return stream;
}

async function chunksOf(stream: Readable, request: IncomingMessage, limit: number): Promise<readonly Buffer[]> {
  try {
    return await readChunks(stream, limit);
  } catch (error) {
    if (stream !== request) {
      request.unpipe();
      stream.destroy();
    }
    throw refused(request, error instanceof BodyTooLarge ? tooLarge(limit) : broken(String(error)));
  }
}

/** What is left of the body is read and thrown away, so that whoever sends it gets to the answer. */
function refused(request: IncomingMessage, cause: Problem): ProblemError {
  request.resume();
  return new ProblemError(cause);
}

function tooLarge(limit: number): Problem {
  return problem('BODY_TOO_LARGE', { limit });
}

function broken(reason: string): Problem {
  return problem('REQUEST_BROKEN', { reason });
}

async function joined(chunks: readonly Buffer[], pace: Pacer): Promise<Buffer> {
  const body = Buffer.allocUnsafe(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    const waiting = pace();
    if (waiting) await waiting;
    at += chunk.copy(body, at);
  }
  return body;
}
