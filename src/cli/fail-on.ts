import { isAsBadAs, type TemplateVerdict } from '../planner/verdict.ts';
import type { Outcome } from '../policies/model.ts';

/** The first verdict that is a failure; `denied` is none, so that only what conversion policies refuse fails. */
export type FailOn = (typeof FAIL_ON)[number];
export const FAIL_ON = ['lossy', 'impossible', 'unreached', 'denied', 'never'] as const;

/** What is judged: a plan, or all plans of a template. */
interface Judged {
  readonly verdict: TemplateVerdict;
  readonly outcome: Outcome;
}

/** True for what conversion policies deny, for a verdict that is `failOn` or worse, and for `unknown`. */
export function isFailure({ verdict, outcome }: Judged, failOn: FailOn): boolean {
  if (verdict === 'unknown') return true;
  if (failOn === 'never') return false;
  return outcome === 'Deny' || (failOn !== 'denied' && isAsBadAs(verdict, failOn));
}
