import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { ENOUGH_BYTES, type AnswerHead, type AnswerReceiver, type MemberAttempt } from './member-attempt.ts';

/** A member's answer as a stream, for whoever reads it. Destroying it closes the connection, unless it was read to its end. */
export class MemberMessage extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly #attempt: MemberAttempt;

  constructor({ status, statusText, headers }: AnswerHead, attempt: MemberAttempt) {
    super({ highWaterMark: ENOUGH_BYTES });
    this.statusCode = status;
    this.statusMessage = statusText;
    this.headers = withOneValue(headers);
    this.#attempt = attempt;
    // Whoever reads it is told; where nobody does any more, it must not end the process.
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.#attempt.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#attempt.abort();
    done(error);
  }
}

/** Headers that are read here. A member that sends one of them twice sends what nobody can read. */
const SINGLE = ['content-type', 'content-encoding', 'etag'];

function withOneValue(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const several = SINGLE.filter((name) => Array.isArray(headers[name]));
  return { ...headers, ...Object.fromEntries(several.map((name) => [name, String(headers[name])])) };
}

/** Gives the answer as a message to whoever waits for it. */
export class MessageReceiver implements AnswerReceiver {
  readonly #resolve: (message: MemberMessage) => void;
  readonly #reject: (error: Error) => void;
  readonly #ended: () => void;
  #message: MemberMessage | undefined;

  /** `ended` is called once there will be no more of the answer. */
  constructor(resolve: (message: MemberMessage) => void, reject: (error: Error) => void, ended: () => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#ended = ended;
  }

  begin(head: AnswerHead, attempt: MemberAttempt): void {
    this.#message = new MemberMessage(head, attempt);
    this.#resolve(this.#message);
  }

  data(chunk: Buffer): boolean {
    return this.#message?.push(chunk) ?? true;
  }

  end(): void {
    this.#ended();
    this.#message?.push(null);
  }

  fail(error: Error): void {
    this.#ended();
    if (this.#message) this.#message.destroy(error);
    else this.#reject(error);
  }
}
