import { Readable, Writable } from 'node:stream';
import type { Streams } from '../../src/cli/streams.ts';

/** Standard streams that keep what is written, for commands that run inside the test. */
export interface MemoryStreams extends Streams {
  readonly output: { stdout: string; stderr: string };
  /** Settles when standard output matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same for standard error. */
  logged(pattern: RegExp): Promise<RegExpExecArray>;
}

export function memoryStreams(input = ''): MemoryStreams {
  const output = { stdout: '', stderr: '' };
  let check = (): void => undefined;
  const writable = (name: keyof typeof output): Writable =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        output[name] += chunk.toString('utf8');
        check();
        done();
      },
    });
  const matched = (name: keyof typeof output, pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve) => {
      check = () => {
        const match = pattern.exec(output[name]);
        if (match) resolve(match);
      };
      check();
    });
  return {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: writable('stdout'),
    stderr: writable('stderr'),
    output,
    printed: (pattern) => matched('stdout', pattern),
    logged: (pattern) => matched('stderr', pattern),
  };
}
