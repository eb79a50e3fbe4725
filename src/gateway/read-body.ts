import type { Readable } from 'node:stream';

/** Thrown when a body is larger than it may be; the rest of it is not read. */
export class BodyTooLarge extends Error {}

/** Reads a stream to its end. Rejects with {@link BodyTooLarge} above `limit` bytes, and with the stream's own error. */
export async function readBody(stream: Readable, limit: number): Promise<Buffer> {
  return Buffer.concat(await readChunks(stream, limit));
}

/** The same in the pieces in which it came. */
export function readChunks(stream: Readable, limit: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        stream.removeAllListeners('data');
        stream.pause();
        reject(new BodyTooLarge());
      }
    });
    stream.once('end', () => resolve(chunks));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('the stream was closed before its end')));
  });
}
