import type { IncomingMessage } from 'node:http';
import { problem, ProblemError } from '../errors.ts';

export interface ReadLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** How long the rest of a body that is too large or too late is thrown away, so that the sender can read the answer. */
const LINGER_MS = 2_000;

/**
 * Reads the body of a request whole, as text. Rejects with ProblemError: `BODY_TOO_LARGE`, before anything is read where the
 * length is declared; `BODY_TIMEOUT`; or `REQUEST_BROKEN` when it ends early.
 */
export function readReview(request: IncomingMessage, limits: ReadLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (cause: ProblemError): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      throwAway(request);
      reject(cause);
    };
    const tooLarge = (): void => refuse(new ProblemError(problem('BODY_TOO_LARGE', { limit: limits.bytes })));
    const timer = setTimeout(() => {
      refuse(new ProblemError(problem('BODY_TIMEOUT', { seconds: limits.milliseconds / 1000 })));
    }, limits.milliseconds);
    request.on('error', () => undefined);
    request.once('close', () => {
      if (!request.complete) refuse(new ProblemError(problem('REQUEST_BROKEN', { reason: 'it ended early' })));
    });
    if (Number(request.headers['content-length']) > limits.bytes) {
      tooLarge();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limits.bytes) tooLarge();
      else chunks.push(chunk);
    });
    request.once('end', () => {
      clearTimeout(timer);
      const [only] = chunks;
      resolve((chunks.length === 1 && only ? only : Buffer.concat(chunks, length)).toString('utf8'));
    });
  });
}

function throwAway(request: IncomingMessage): void {
  if (request.destroyed || request.complete) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
}
