import type { Clock } from '../../src/kube/clock.ts';

interface Timer {
  readonly at: number;
  readonly milliseconds: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. `random` always gives 0: waits are as short as their jitter allows. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z');
  #timers: Timer[] = [];
  /** How many timers have been set so far. */
  set = 0;
  #waiting: { milliseconds: number; resolve: () => void }[] = [];

  now = (): number => this.#now;
  random = (): number => 0;

  after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, milliseconds, callback };
    this.#timers.push(timer);
    this.set++;
    for (const { resolve } of this.#waiting.filter((waiter) => waiter.milliseconds === milliseconds)) resolve();
    this.#waiting = this.#waiting.filter((waiter) => waiter.milliseconds !== milliseconds);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** The lengths of the timers that are set. */
  get timers(): readonly number[] {
    return this.#timers.map(({ milliseconds }) => milliseconds);
  }

  /** Settles when a timer of exactly this length is set; at once if one is. */
  timer(milliseconds: number): Promise<void> {
    if (this.timers.includes(milliseconds)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ milliseconds, resolve }));
  }

  /** Moves time, and calls what is due on the way. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }

  /** Waits for a timer of this length, then lets it fire. */
  async fire(milliseconds: number): Promise<void> {
    await this.timer(milliseconds);
    this.advance(milliseconds);
  }
}
