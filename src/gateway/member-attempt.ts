import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { reasonOf } from '../json/decode.ts';
import type { GatewayLimits } from './limits.ts';
import type { RoutedMember } from './routed-member.ts';
import { ClientGone, codeOf, isWrite, memberFailure, memberTimeout, outcomeUnknown } from './member-failure.ts';
import type { MemberPools } from './member-pools.ts';

/** The head of a request to a member. */
export interface MemberRequestHead {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A request to a member. */
export interface MemberRequest extends MemberRequestHead {
  readonly body?: Buffer | Readable | undefined;
  /** How long the member may take to begin an answer, in milliseconds; `Infinity` for what is proxied. */
  readonly headersMs?: number | undefined;
}

/** The head of a member's answer. */
export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/**
 * What waits for a slow client before the member is asked to wait. Several times what one read of a connection gives: whenever undici waits, it copies
 * all that was read and not yet taken.
 */
export const ENOUGH_BYTES = 256 * 1024;

/** Takes a member's answer as it comes. */
export interface AnswerReceiver {
  begin(head: AnswerHead, attempt: MemberAttempt): void;
  /** False when no more can be taken until the attempt is resumed. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** Instead of `begin`, or after it: the answer broke off. The last call. */
  fail(error: Error): void;
}

export interface AttemptOptions {
  readonly pools: MemberPools;
  readonly member: RoutedMember;
  readonly request: MemberRequest;
  readonly limits: GatewayLimits;
  readonly receiver: AnswerReceiver;
}

/** What a connection that was closed meanwhile fails with. */
const STALE = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;

/**
 * One request to a member. It is sent a second time, on another connection, where nothing can have come of the first: the member closes
 * kept connections when it likes. Failures are ProblemErrors (`MEMBER_UNREACHABLE`, `MEMBER_UNTRUSTED`, `MEMBER_TIMEOUT`, or `MEMBER_OUTCOME_UNKNOWN`
 * for a write that may have been carried out), or `ClientGone` once it was aborted.
 */
export class MemberAttempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  #pool: ReturnType<MemberPools['of']> | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #state: 'waiting' | 'repeated' | 'answered' | 'over' = 'waiting';

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  send(): void {
    const { pools, member, request, limits } = this.#options;
    const { method, path, headers, body = null, headersMs = limits.headersMs } = request;
    const headersTimeout = Number.isFinite(headersMs) ? headersMs : 0;
    try {
      this.#pool = pools.of(member);
      this.#pool.dispatch({ method, path, headers, body, headersTimeout }, this);
    } catch (error) {
      // A client certificate that cannot be used is found out here. Thrown on, it would leave the caller with nothing to abort.
      this.#fail(error instanceof Error ? error : new Error(reasonOf(error)));
    }
  }

  /** Ends it, when the client has gone. */
  abort(): void {
    if (this.#state === 'over') return;
    if (this.#controller) this.#controller.abort(new ClientGone());
    else this.#fail(new ClientGone());
  }

  /** Asks for more of the answer. */
  resume(): void {
    this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#state === 'over') controller.abort(new ClientGone());
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders, statusText = ''): void {
    // Informational answers concern the connection to the gateway.
    if (status < 200) return;
    this.#state = 'answered';
    this.#options.receiver.begin({ status, statusText, headers }, this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#options.receiver.data(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#state = 'over';
    this.#options.receiver.end();
  }

  onResponseError(_: unknown, error: Error): void {
    const { body, method } = this.#options.request;
    const isSafe = body === undefined && (method === 'GET' || method === 'HEAD');
    if (this.#state !== 'waiting' || !isSafe || !STALE.test(codeOf(error))) this.#fail(error);
    else {
      // When one connection leads nowhere, those that are kept may do so as well.
      this.#renew();
      this.#state = 'repeated';
      this.#controller = undefined;
      this.send();
    }
  }

  #fail(error: Error): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    const { member, request, receiver } = this.#options;
    const failure = this.#failureOf(error);
    // It begins on a connection that is there: from then on the member may have got it.
    const mayBeDone = this.#controller !== undefined && isWrite(request);
    receiver.fail(mayBeDone ? outcomeUnknown(member.name, failure) : failure);
  }

  #renew(): void {
    const { pools, member } = this.#options;
    if (this.#pool) pools.renew(member, this.#pool);
  }

  #failureOf(error: Error): Error {
    const { member, request, limits } = this.#options;
    if (error instanceof ClientGone) return error;
    switch (codeOf(error)) {
      case 'UND_ERR_CONNECT_TIMEOUT':
        return memberTimeout(member.name, limits.connectMs);
      case 'UND_ERR_HEADERS_TIMEOUT':
        this.#renew();
        return memberTimeout(member.name, request.headersMs ?? limits.headersMs);
      default:
        return memberFailure(member.name, error);
    }
  }
}
