/** How often something may happen: so many at once, and so many a second after that. */
interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  readonly tokens: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Callers who are remembered; who has not been seen for longest is forgotten for a new one. */
const MAX_CALLERS = 2000;

/** A token bucket for each caller. `take` is false when the caller has had enough; `now` is in milliseconds. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #rate: Rate;
  readonly #now: () => number;

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  take(caller: string): boolean {
    const { burst, perSecond } = this.#rate;
    const now = this.#now();
    const { tokens, at } = this.#buckets.get(caller) ?? { tokens: burst, at: now };
    const filled = Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond);
    const allowed = filled >= 1;
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: allowed ? filled - 1 : filled, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_CALLERS && oldest !== undefined) this.#buckets.delete(oldest);
    return allowed;
  }
}
