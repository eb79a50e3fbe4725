import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { sendProblem } from '../gateway/answer.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { answerProblem } from '../gateway/upgrade.ts';
import { reasonOf } from '../json/decode.ts';
import type { Identity } from '../kube/kube-access.ts';

export interface ProxyDoorOptions {
  readonly gateway: Pick<Gateway, 'handle' | 'upgrade'>;
  /** What callers have to show. */
  readonly token: string;
  /** As whom their requests are sent on. */
  readonly identity: () => Promise<Identity>;
}

/**
 * A door to the gateway for whoever has the token: requests go on with credentials that callers do not have. Others are answered 401
 * (`PROXY_TOKEN`), and everybody 502 while there are no credentials (`KUBECONFIG_IDENTITY`).
 */
export function createProxyDoor({ gateway, token, identity }: ProxyDoorOptions): ProxyDoorOptions['gateway'] {
  const wanted = digestOf(`Bearer ${token}`);

  async function admit(request: IncomingMessage): Promise<Problem | undefined> {
    const shown = request.headers.authorization ?? '';
    if (!timingSafeEqual(digestOf(shown), wanted)) return problem('PROXY_TOKEN');
    try {
      actAs(request, await identity());
      return undefined;
    } catch (error) {
      if (error instanceof ProblemError) return error.problem;
      return problem('KUBECONFIG_IDENTITY', { file: 'the kubeconfig', reason: reasonOf(error) });
    }
  }

  return {
    handle: (request: IncomingMessage, response: ServerResponse) => {
      void admit(request).then((refusal) => {
        if (refusal) sendProblem(response, refusal);
        else gateway.handle(request, response);
      });
    },
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      void admit(request).then((refusal) => {
        if (refusal) answerProblem(socket, refusal);
        else gateway.upgrade(request, socket, head);
      });
    },
  };
}

/** The gateway passes on what a request says of its caller: this makes it say who the proxy is, in each form in which Node.js gives headers. */
function actAs(request: IncomingMessage, { headers }: Identity): void {
  // Read first: Node.js makes both of the raw headers when they are asked for.
  const { rawHeaders, headers: joined, headersDistinct: distinct } = request;
  delete joined.authorization;
  delete distinct.authorization;
  for (const [name, value] of Object.entries(headers)) {
    joined[name] = value;
    distinct[name] = [value];
  }
  const replaced = new Set(['authorization', ...Object.keys(headers).map((name) => name.toLowerCase())]);
  const others = rawHeaders.filter((_, at) => !replaced.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ''));
  rawHeaders.splice(0, rawHeaders.length, ...others, ...Object.entries(headers).flat());
}

/** Of one length whatever is shown, so that the comparison takes as long for every text. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
