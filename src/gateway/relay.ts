import type { OutgoingHttpHeaders } from 'node:http';
import type { Exchange } from './exchange.ts';
import { endToEndHeaders } from './headers.ts';
import { isEndableWatch } from './query.ts';
import { ENOUGH_BYTES, type AnswerHead, type AnswerReceiver, type MemberAttempt } from './member-attempt.ts';

export interface RelayOptions {
  /** What is sent of the answer's headers; all that may travel on when it is left out. */
  readonly headersOf?: ((head: AnswerHead) => OutgoingHttpHeaders) | undefined;
  /** Gives another receiver for an answer that is not relayed. */
  readonly divert?: ((head: AnswerHead, attempt: MemberAttempt) => AnswerReceiver | undefined) | undefined;
  /** Called once all of the answer was handed on, or what broke off has broken the client's connection too. */
  readonly done: () => void;
  /** Called instead when there is no answer. */
  readonly failed: (error: Error) => void;
}

/**
 * Hands a member's answer to the client byte for byte, as fast as the client reads: without a stream in between, since nearly all
 * requests are answered so.
 */
export class Relay implements AnswerReceiver {
  readonly #exchange: Exchange;
  readonly #options: RelayOptions;
  #other: AnswerReceiver | undefined;
  #isBegun = false;
  /** Bytes that are still to come, where the answer says how many they are. */
  #left = NaN;

  constructor(exchange: Exchange, options: RelayOptions) {
    this.#exchange = exchange;
    this.#options = options;
  }

  begin(head: AnswerHead, attempt: MemberAttempt): void {
    this.#other = this.#options.divert?.(head, attempt);
    if (this.#other) {
      this.#other.begin(head, attempt);
      return;
    }
    this.#isBegun = true;
    const { response, request } = this.#exchange;
    if (response.destroyed) return;
    const headers = (this.#options.headersOf ?? endToEndHeaders)(head);
    if (request.method !== 'HEAD') this.#left = Number(head.headers['content-length'] ?? NaN);
    response.writeHead(head.status, head.statusText, headers);
    response.on('drain', () => attempt.resume());
    if (head.status === 200) this.#endInOrder(attempt);
    // Most bodies come with their head, and are sent with it. A watch may have nothing to say for minutes, and its client waits for the head.
    queueMicrotask(() => this.#flush());
  }

  data(chunk: Buffer): boolean {
    if (this.#other) return this.#other.data(chunk);
    const { response } = this.#exchange;
    if (response.writableEnded) return true;
    this.#left -= chunk.length;
    if (this.#left === 0) {
      // The last piece and the end go in one. No `drain` follows an end: a member that is asked to wait now would wait until its connection is closed.
      response.end(chunk);
      return true;
    }
    response.write(chunk);
    return response.writableLength < ENOUGH_BYTES;
  }

  end(): void {
    if (this.#other) {
      this.#other.end();
      return;
    }
    const { response } = this.#exchange;
    if (!response.writableEnded) response.end();
    this.#options.done();
  }

  /** An answer that breaks off breaks the client's connection, so that no one takes it for a whole one. */
  fail(error: Error): void {
    if (this.#other) this.#other.fail(error);
    else if (this.#isBegun) {
      const { response } = this.#exchange;
      if (!response.writableEnded) response.destroy();
      this.#options.done();
    } else this.#options.failed(error);
  }

  /** Has a watch ended in order, when it is to end before the member ends it. */
  #endInOrder(attempt: MemberAttempt): void {
    const { context, response, target } = this.#exchange;
    if (!isEndableWatch(target.path, target.query)) return;
    context.watches.track(response, target.query, () => {
      response.once('finish', () => attempt.abort()).end();
    });
  }

  #flush(): void {
    const { response } = this.#exchange;
    if (!response.writableEnded && !response.destroyed) response.flushHeaders();
  }
}
