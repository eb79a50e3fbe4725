import type { Logger } from 'pino';
import type { Problem } from '../errors.ts';

/** Tells of members that fail, in the log: Karmada asks a member that is down many times a second. */
export interface FailureLog {
  /** Logs one line without a stack, at most every ten seconds for a member and a code; it counts those that were not logged. */
  warn(member: string, problem: Problem, error: unknown): void;
}

const INTERVAL_MS = 10_000;

/** `now` is milliseconds on a clock that never goes back. */
export function createFailureLog(log: Pick<Logger, 'warn'>, now: () => number): FailureLog {
  const entries = new Map<string, { readonly saidAt: number; unsaid: number }>();
  return {
    warn: (member, { code, message }, error) => {
      const key = `${member} ${code}`;
      const entry = entries.get(key);
      if (entry && now() < entry.saidAt + INTERVAL_MS) {
        entry.unsaid++;
        return;
      }
      entries.set(key, { saidAt: now(), unsaid: 0 });
      const count = 1 + (entry?.unsaid ?? 0);
      log.warn({ event: 'gateway_failure', member, code, count, cause: causeOf(error) }, message);
    },
  };
}

/** The text of what the system said, with addresses: it is for the log alone. */
function causeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && cause.message !== '' ? cause.message : undefined;
}
