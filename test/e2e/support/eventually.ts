import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_INTERVAL_MS = 100;

/**
 * Runs `check` until it does not throw, and returns its value. When the time is over it throws the last failure, with
 * what was waited for in front, so that a report shows the state in which things got stuck.
 */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  { timeoutMs = DEFAULT_TIMEOUT_MS, intervalMs = DEFAULT_INTERVAL_MS }: EventuallyOptions = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw explained(error, `${what}: not within ${timeoutMs / 1000} s`);
    }
    await delay(intervalMs);
  }
}

/** Keeps the error object, since chai puts the difference between actual and expected on it. */
function explained(error: unknown, prefix: string): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  cause.message = `${prefix}; last failure: ${cause.message}`;
  return cause;
}
