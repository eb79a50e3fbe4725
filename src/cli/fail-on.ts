import { VERDICTS, type Verdict } from '../planner/verdict.ts';

/** The first verdict that is a failure. */
export type FailOn = 'lossy' | 'impossible' | 'never';

/** True for a verdict that is `failOn` or worse, and for `unknown`. */
export function isFailure(verdict: Verdict, failOn: FailOn): boolean {
  if (verdict === 'unknown') return true;
  return failOn !== 'never' && VERDICTS.indexOf(verdict) >= VERDICTS.indexOf(failOn);
}
