import { problem, ProblemError } from '../errors.ts';
import { memberFailure } from './member-failure.ts';
import type { MemberMessage } from './member-message.ts';
import { BodyTooLarge, readBody } from './read-body.ts';

/**
 * Reads the body of a member's answer. Rejects with `MEMBER_ANSWER_TOO_LARGE`, or as an answer that breaks off does; the
 * connection is closed then, since what is left of the answer is not read.
 */
export async function readMemberBody(message: MemberMessage, member: string, limit: number): Promise<Buffer> {
  try {
    return await readBody(message, limit);
  } catch (error) {
    message.destroy();
    if (error instanceof BodyTooLarge) throw new ProblemError(problem('MEMBER_ANSWER_TOO_LARGE', { member, limit }));
    throw brokenBody(member, error);
  }
}

/** What is thrown when a member's answer breaks off. */
export function brokenBody(member: string, error: unknown): Error {
  return memberFailure(member, error instanceof Error ? error : new Error(String(error)));
}
