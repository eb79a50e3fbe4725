import { problem, ProblemError } from '../errors.ts';
import type { Clock } from './clock.ts';

/** How long an attempt may take, and what else ends it. */
export interface Deadline {
  readonly clock: Clock;
  readonly milliseconds: number;
  readonly stopping: AbortSignal;
  /** What is attempted, for the message. */
  readonly path: string;
}

/** Runs an attempt whose signal is aborted when it takes too long: then throws {@link ProblemError} with KUBE_SILENT. */
export async function within<T>(deadline: Deadline, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, milliseconds, stopping, path } = deadline;
  const late = new AbortController();
  const cancel = clock.after(milliseconds, () => late.abort());
  try {
    return await attempt(AbortSignal.any([late.signal, stopping]));
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new ProblemError(problem('KUBE_SILENT', { path, seconds: Math.round(milliseconds / 1000) }));
  } finally {
    cancel();
  }
}
