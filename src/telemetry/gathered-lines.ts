import type { DestinationStream } from 'pino';

/** Where lines go in the end: a stream, or anything that takes text. */
interface Output {
  write(text: string): unknown;
}

/** Lines that are written together. */
export interface GatheredLines extends DestinationStream {
  /** Writes what has been gathered; to be called before the process ends. */
  readonly flush: () => void;
}

/**
 * Gathers the lines of one turn of the event loop and writes them at its end: many requests are answered in one turn, and each
 * write of its own would be a call of the system. No line waits for another turn.
 */
export function gatherLines(output: Output): GatheredLines {
  let text = '';
  const flush = (): void => {
    if (text === '') return;
    const lines = text;
    text = '';
    output.write(lines);
  };
  return {
    flush,
    write: (line) => {
      if (text === '') setImmediate(flush);
      text += line;
    },
  };
}
