import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem, ProblemError, statusOf, type Problem } from '../errors.ts';
import { annotate } from '../telemetry/spans.ts';
import { sendProblem } from './answer.ts';
import { convertExchange } from './convert-exchange.ts';
import { answerDiscovery } from './discovery-answer.ts';
import { beginExchange, hasGone, type Exchange, type GatewayContext, type Translation } from './exchange.ts';
import type { Found } from './find-member.ts';
import { isUnknownPath, readAnswer, sendUnchanged } from './member-answer.ts';
import { ClientGone, memberFailure } from './member-failure.ts';
import { concernsRules, routingFor, translationFor } from './member-kinds.ts';
import type { Outcome } from './metrics.ts';
import { answerOpenApiV2 } from './openapi-answer.ts';
import { answerOpenApiV3 } from './openapi-v3-answer.ts';
import { hasBody, passThrough, passThroughUnless } from './pass-through.ts';
import { isEndableWatch } from './query.ts';
import { parseApiPath, type ApiPath, type ResourcePath } from './route.ts';

interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers one request, whatever happens, and counts it. Never rejects. */
export async function handleRequest(context: GatewayContext, found: Found, http: HttpExchange): Promise<void> {
  const { request, response } = http;
  // Both streams fail when the client goes away; that is seen in `close`, and must not end the process.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  if (!found.ok) {
    sendProblem(response, found.problem);
    context.metrics.request('refused', undefined);
    return;
  }
  const { member, target } = found;
  const exchange = beginExchange({ context, request, response, member, target });
  const outcome = await serve(exchange).catch((error: unknown) => answerFailure(exchange, error));
  context.metrics.request(outcome, exchange.record.conversion);
  const facts = { member: member.name, outcome, ...exchange.record.conversion };
  annotate(request, facts);
  context.log.debug({
    event: 'gateway_request',
    method: request.method,
    path: target.path,
    status: response.statusCode,
    ...facts,
  });
}

async function serve(exchange: Exchange): Promise<Outcome> {
  refuseLateWatch(exchange);
  const path = parseApiPath(exchange.target.path);
  if (path.type === 'resource' && concernsRules(exchange, path)) return serveResource(exchange, path);
  if (path.type === 'resource' || path.type === 'other' || exchange.request.method !== 'GET') {
    await passThrough(exchange);
    return 'passed';
  }
  await describe(exchange, path);
  return 'discovery';
}

/**
 * A watch that begins while the gateway stops is refused with 429: client-go tries that again from the version that it has. One that is ended as
 * soon as it has begun makes it list everything anew.
 */
function refuseLateWatch({ context, target }: Exchange): void {
  if (context.watches.ended() && isEndableWatch(target.path, target.query)) {
    throw new ProblemError(problem('GATEWAY_STOPPING'));
  }
}

/** Says what the member serves. */
function describe(exchange: Exchange, path: Exclude<ApiPath, { type: 'resource' | 'other' }>): Promise<void> {
  if (path.type === 'openapi') return answerOpenApiV2(exchange);
  return path.type === 'openapi-v3' ? answerOpenApiV3(exchange, path.apiVersion) : answerDiscovery(exchange, path);
}

async function serveResource(exchange: Exchange, path: ResourcePath): Promise<Outcome> {
  const { translation, doubt } = await routingFor(exchange, path);
  if (!translation) return serveNative(exchange, path, doubt);
  await convertExchange(exchange, path, translation);
  return exchange.response.statusCode < 400 ? 'converted' : 'member_error';
}

/**
 * Passes a request on that might have needed conversion. When the member does not know its path, the member may have been
 * changed since its discovery was read. The request is then converted; the client sends it again where its body has gone
 * by already, since a 404 would say that there is nothing to delete.
 */
async function serveNative(exchange: Exchange, path: ResourcePath, doubt?: ProblemError): Promise<Outcome> {
  const message = await passThroughUnless(404, exchange);
  if (!message) return 'passed';
  const answer = await readAnswer(exchange, message);
  if (isUnknownPath(answer)) {
    if (doubt) throw doubt;
    exchange.context.discovery.invalidate(exchange.member.name);
    const translation = await translationFor(exchange, path);
    if (translation) {
      if (hasBody(exchange.request)) throw memberChanged(exchange, translation);
      await convertExchange(exchange, path, translation);
      return 'converted';
    }
  }
  sendUnchanged(exchange, answer);
  return 'passed';
}

function memberChanged({ member }: Exchange, { family, wanted }: Translation): ProblemError {
  return new ProblemError(problem('MEMBER_CHANGED', { member: member.name, kind: family.kind, from: wanted }));
}

function answerFailure(exchange: Exchange, error: unknown): Outcome {
  const { response, context, member } = exchange;
  if (error instanceof ClientGone || hasGone(response)) return 'aborted';
  const cause = problemOf(exchange, error);
  const status = statusOf(cause.code);
  if (status >= 500) context.failures.warn(member.name, cause, error);
  // What the client is still sending is read and dropped, so that it comes to read the answer.
  exchange.request.unpipe();
  exchange.request.resume();
  // The client already has a part of an answer: only breaking it off tells that there will be no more.
  if (response.headersSent) response.destroy();
  else sendProblem(response, cause);
  return status >= 500 ? 'member_unavailable' : 'refused';
}

function problemOf({ member, context }: Exchange, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  context.log.error({ event: 'gateway_bug', member: member.name, err: error });
  return memberFailure(member.name, new Error('the gateway failed')).problem;
}
