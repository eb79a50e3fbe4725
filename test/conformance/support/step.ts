import type { Answer } from './http.ts';
import type { Session } from './session.ts';

/** One or more requests, and the answers that two servers must have in common. */
export interface Step {
  /** A sentence that says what is asked. */
  readonly name: string;
  readonly send: (session: Session) => Promise<Answer | readonly Answer[]>;
}
