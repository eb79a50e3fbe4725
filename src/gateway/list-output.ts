import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { sendBody } from './answer.ts';
import { ClientGone } from './member-failure.ts';

/** What is held back: a problem up to here is told with a status of its own, and a list that ends before has a length. */
const HELD_BYTES = 1024 * 1024;
/** Texts are put together, since each write costs. */
const BATCH_LENGTH = 64 * 1024;

/** Sends a long answer in pieces, at the pace at which the client reads. */
export class ListOutput {
  readonly #response: ServerResponse;
  readonly #headers: OutgoingHttpHeaders;
  readonly #signal: AbortSignal;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #batch = '';

  /** `signal` is aborted when the client goes away. */
  constructor(response: ServerResponse, headers: OutgoingHttpHeaders, signal: AbortSignal) {
    this.#response = response;
    this.#headers = headers;
    this.#signal = signal;
  }

  /** Gives a promise to wait for where the client is behind. Rejects with {@link ClientGone}. */
  write(text: string): Promise<void> | undefined {
    this.#batch += text;
    return this.#batch.length < BATCH_LENGTH ? undefined : this.#flush();
  }

  end(): void {
    this.#hold();
    if (!this.#response.headersSent) sendBody(this.#response, 200, this.#headers, Buffer.concat(this.#held));
    else this.#response.end(Buffer.concat(this.#held));
  }

  #hold(): void {
    const bytes = Buffer.from(this.#batch);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    this.#batch = '';
  }

  #flush(): Promise<void> | undefined {
    this.#hold();
    if (!this.#response.headersSent) {
      if (this.#heldBytes < HELD_BYTES) return undefined;
      this.#response.writeHead(200, this.#headers);
    }
    const isReady = this.#response.write(Buffer.concat(this.#held));
    this.#held = [];
    return isReady ? undefined : this.#drained();
  }

  /** A response that has gone already tells nothing any more: nobody may wait for it. */
  async #drained(): Promise<void> {
    if (this.#response.destroyed) throw new ClientGone();
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#response.off('drain', end).off('close', end);
        resolve();
      };
      this.#response.on('drain', end).on('close', end);
    });
    if (this.#signal.aborted) throw new ClientGone();
  }
}
