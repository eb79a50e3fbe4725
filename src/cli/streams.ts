import { once } from 'node:events';

/** The standard streams of the process; tests pass their own. */
export interface Streams {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Thrown when whoever reads the output has gone away, as `head` does: the work is over, and nothing is wrong. */
export class OutputClosed extends Error {}

/** Writes text to a stream at the pace of its reader. */
export interface Sink {
  /** Waits while the reader is behind. Throws {@link OutputClosed} when the reader has gone. */
  write(text: string): Promise<void>;
}

/** Makes a sink. Errors of the stream other than a reader that left are thrown by the next write. */
export function sinkOf(stream: NodeJS.WritableStream): Sink {
  let failure: Error | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' ? new OutputClosed() : error;
  });
  return {
    write: async (text) => {
      if (failure) throw failure;
      if (!stream.write(text)) await once(stream, 'drain').catch(() => undefined);
      // The listener above may have run while this function waited, which the compiler cannot know.
      const failed = failure as Error | undefined;
      if (failed) throw failed;
    },
  };
}
