import type { ClientRequest } from 'node:http';
import type { GatewayLimits } from './limits.ts';
import { MemberAttempt, type AnswerReceiver, type MemberRequest, type MemberRequestHead } from './member-attempt.ts';
import { ClientGone } from './member-failure.ts';
import { MessageReceiver, type MemberMessage } from './member-message.ts';
import { createMemberPools } from './member-pools.ts';
import { createNameLookup } from './name-lookup.ts';
import { openConnection } from './open-connection.ts';
import type { RoutedMember } from './routed-member.ts';

/** The only way from the gateway to members: verified TLS, connections kept and reused per member. Redirects are not followed. */
export interface MemberClient {
  /** Sends a request whose answer is taken as it comes. */
  dispatch(member: RoutedMember, request: MemberRequest, receiver: AnswerReceiver): MemberAttempt;
  /**
   * Sends a request and gives the answer as soon as its headers are there. Rejects with a `ProblemError` (`MEMBER_UNREACHABLE`,
   * `MEMBER_UNTRUSTED`, `MEMBER_TIMEOUT`, `MEMBER_OUTCOME_UNKNOWN`), or with `ClientGone`. The request ends when the signal is aborted, since the client has gone.
   */
  send(member: RoutedMember, request: MemberRequest & { readonly signal: AbortSignal }): Promise<MemberMessage>;
  /** A request on a connection of its own, for protocols that take the connection over. The caller ends it. */
  open(member: RoutedMember, head: MemberRequestHead): ClientRequest;
  /** Closes every connection, in use or not. */
  close(): void;
}

/** Makes the client. It holds connections until `close`. */
export function createMemberClient(limits: GatewayLimits): MemberClient {
  const lookup = createNameLookup();
  const pools = createMemberPools(limits.connectMs, lookup);

  const dispatch: MemberClient['dispatch'] = (member, request, receiver) => {
    const attempt = new MemberAttempt({ pools, member, request, limits, receiver });
    attempt.send();
    return attempt;
  };

  return {
    dispatch,
    send: (member, { signal, ...request }) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(new ClientGone());
          return;
        }
        const stop = (): void => attempt.abort();
        const ended = (): void => signal.removeEventListener('abort', stop);
        signal.addEventListener('abort', stop, { once: true });
        const attempt = dispatch(member, request, new MessageReceiver(resolve, reject, ended));
      }),
    open: (member, head) => openConnection(member, head, { connectMs: limits.connectMs, lookup }),
    close: () => pools.close(),
  };
}
