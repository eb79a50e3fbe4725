import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServerProcess } from './server-process.ts';

/** As much as is written at a time: a large body in one piece would keep this process from measuring anything else. */
const PIECE_BYTES = 256 * 1024;

export interface ReviewAnswer {
  /** From the first byte of the review to the last one of its answer. */
  readonly milliseconds: number;
  /** Throws when the answer is not a success with as many Ingresses. For afterwards: it takes time. */
  expect(count: number): void;
}

/** Sends a ConversionReview and reads the answer whole. */
export async function askForConversion({ port, ca, agent }: ServerProcess, body: Buffer): Promise<ReviewAnswer> {
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const begin = performance.now();
  const outgoing = request({ host: '127.0.0.1', port, ca, agent, path: '/convert', method: 'POST', headers });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  const [[response]] = await Promise.all([answered, pipeline(Readable.from(piecesOf(body)), outgoing)]);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    milliseconds: performance.now() - begin,
    expect: (count) => {
      const found = occurrences(Buffer.concat(chunks), '"kind":"Ingress"');
      if (found !== count) throw new Error(`asked for ${String(count)} objects, got ${String(found)}`);
    },
  };
}

function* piecesOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

function occurrences(text: Buffer, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) count++;
  return count;
}
