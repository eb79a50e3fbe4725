import { labelsOf, type ConvertedRequest } from './exchange.ts';
import { storedObject, type MemberAnswer } from './member-answer.ts';
import { rehearseFromNowOn } from './rehearsal.ts';

/**
 * A second write, which makes an object read back exactly. When it fails, the first one stands. Gives the answer to the first with the object as
 * it is stored in the end.
 */
export async function followUp(
  request: ConvertedRequest,
  first: MemberAnswer,
  write: () => Promise<MemberAnswer>,
): Promise<MemberAnswer> {
  const { exchange, translation } = request;
  const { context, member } = exchange;
  rehearseFromNowOn(request);
  const second = await write().catch((error: unknown) => {
    context.log.debug({ event: 'gateway_follow_up_failed', member: member.name, err: error });
    return undefined;
  });
  const succeeded = second !== undefined && storedObject(second, translation) !== undefined;
  context.metrics.followUpWrite(succeeded, labelsOf(translation));
  return succeeded ? { ...first, value: second.value } : first;
}
