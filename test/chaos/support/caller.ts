import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** How long it took. */
  readonly milliseconds: number;
}

export interface CallerOptions {
  /** Where requests go, such as `https://127.0.0.1:8443/members/m1`. */
  readonly url: string;
  readonly caPem: string;
  readonly token: string;
}

interface Call {
  readonly body?: object;
  /** The client goes away after that. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** A client that keeps connections and never sends a request again by itself: what is lost on the way is an error. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #agent: Agent;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, ca: options.caPem });
  }

  async send(method: string, path: string, call: Call = {}): Promise<Answer> {
    const begin = performance.now();
    const message = await this.open(method, path, call);
    const text = await readAll(message);
    const { statusCode: status = 0, headers } = message;
    return { status, headers, text, milliseconds: performance.now() - begin };
  }

  get(path: string, call?: Call): Promise<Answer> {
    return this.send('GET', path, call);
  }

  /** Gives the answer when it begins. */
  async open(method: string, path: string, { body, timeoutMs = TIMEOUT_MS }: Call = {}): Promise<IncomingMessage> {
    const text = body && JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.#options.token}`,
      accept: 'application/json',
      ...(text !== undefined && { 'content-type': contentType(method), 'content-length': Buffer.byteLength(text) }),
    };
    const options: RequestOptions = { method, agent: this.#agent, headers };
    const sent = request(this.#options.url + path, options);
    const timer = setTimeout(() => sent.destroy(new Error(`${method} ${path}: no answer`)), timeoutMs);
    sent.once('close', () => clearTimeout(timer));
    sent.end(text);
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    return message;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function contentType(method: string): string {
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The error code of the catalogue in a `Status`. */
export function codeOf({ text }: Answer): string | undefined {
  const status = JSON.parse(text) as { details?: { causes?: { reason?: string }[] } };
  return status.details?.causes?.[0]?.reason;
}
