import { createHmac, randomBytes } from 'node:crypto';

const MAX_DECISIONS = 1000;
const MILLISECONDS = 5000;

/**
 * Decisions about tokens, kept for five seconds, a thousand at most. No token is kept: each is known by its HMAC under a key of this
 * process.
 */
export class RecentDecisions<T> {
  readonly #key = randomBytes(32);
  readonly #decisions = new Map<string, { readonly decision: T; readonly until: number }>();
  readonly #now: () => number;

  /** `now` is in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What a token is known by. */
  keyOf(token: string): string {
    return createHmac('sha256', this.#key).update(token).digest('base64');
  }

  get(key: string): T | undefined {
    const known = this.#decisions.get(key);
    return known && known.until > this.#now() ? known.decision : undefined;
  }

  set(key: string, decision: T): void {
    this.#decisions.delete(key);
    this.#decisions.set(key, { decision, until: this.#now() + MILLISECONDS });
    const [oldest] = this.#decisions.keys();
    if (this.#decisions.size > MAX_DECISIONS && oldest !== undefined) this.#decisions.delete(oldest);
  }
}
