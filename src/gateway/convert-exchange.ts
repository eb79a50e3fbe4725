import { problem, ProblemError } from '../errors.ts';
import { withChecks } from './accept-object.ts';
import { convertedHeaders } from './headers.ts';
import { convertDeleteOptions } from './delete-options.ts';
import { labelsOf, type ConvertedRequest, type Exchange, type Translation } from './exchange.ts';
import { essenceOf } from './media-types.ts';
import {
  callMember,
  isPlainJson,
  isUnknownPath,
  openMember,
  readAnswer,
  sendConverted,
  sendUnchanged,
  type MemberAnswer,
} from './member-answer.ts';
import { translationFor } from './member-kinds.ts';
import { hasBody, passThrough, passThroughAs } from './pass-through.ts';
import { patchObject, replaceStatus } from './patch-object.ts';
import { isWatch } from './query.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { pathIn, type ResourcePath } from './route.ts';
import { streamList } from './stream-list.ts';
import { watchObjects } from './watch.ts';
import { writeObject } from './write-object.ts';

/**
 * Answers a request for objects in a version that the member does not serve. When the member does not know the path that
 * the request was converted to, it has changed since its discovery was read: that is read again, and the request is sent
 * once more, converted or not as it now needs.
 */
export async function convertExchange(exchange: Exchange, path: ResourcePath, translation: Translation): Promise<void> {
  exchange.record.conversion = labelsOf(translation);
  if (!isConverted(exchange, path)) {
    await passThroughAs(exchange, pathIn(translation.served, path), translation.served);
    return;
  }
  const body = await requestBody(exchange);
  const request = { exchange, path, translation, body };
  const answer = await perform(request);
  if (!answer) return;
  if (isUnknownPath(answer)) await retry(request, answer);
  else sendConverted(exchange, answer, translation);
}

/** `scale` and whatever else a member has besides `status` is of a kind of its own, the same in every version. */
function isConverted({ request }: Exchange, { subresource }: ResourcePath): boolean {
  return OPERATIONS.has(request.method ?? '') && (subresource === undefined || subresource === 'status');
}

type Operation = (request: ConvertedRequest) => Promise<MemberAnswer | undefined>;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GET', (request) => (isWatchRequest(request) ? watchObjects(request) : readObjects(request))],
  ['POST', writeObject],
  ['PUT', (request) => (request.path.subresource === 'status' ? replaceStatus(request) : writeObject(request))],
  ['PATCH', patchObject],
  ['DELETE', deleteObjects],
]);

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

async function perform(request: ConvertedRequest): Promise<MemberAnswer | undefined> {
  const { method = '' } = request.exchange.request;
  const operation = OPERATIONS.get(method) ?? readObjects;
  return operation(WRITES.has(method) ? withChecks(request) : request);
}

function isWatchRequest({ exchange, path }: ConvertedRequest): boolean {
  return path.watch || (path.name === undefined && isWatch(exchange.target.query));
}

async function readObjects(request: ConvertedRequest): Promise<MemberAnswer | undefined> {
  const { exchange, path, translation } = request;
  const call = { method: 'GET', path: pathIn(translation.served, path) + exchange.target.query };
  if (path.name !== undefined) return callMember(exchange, call);
  const message = await openMember(exchange, call);
  const isList = message.statusCode === 200 && isPlainJson(message);
  return isList ? streamList(request, message) : readAnswer(exchange, message);
}

function deleteObjects({ exchange, path, translation, body }: ConvertedRequest): Promise<MemberAnswer> {
  const type = essenceOf(exchange.request.headers['content-type']);
  if (body.length > 0 && type !== '' && type !== 'application/json') {
    throw new ProblemError(problem('REQUEST_MEDIA_TYPE', { ...labelsOf(translation), type }));
  }
  const options = convertDeleteOptions({ query: exchange.target.query, body }, translation);
  return callMember(exchange, {
    method: 'DELETE',
    path: pathIn(translation.served, path) + options.query,
    body: options.body.length === 0 ? undefined : options.body,
  });
}

async function requestBody({ request, context }: Exchange): Promise<Buffer> {
  if (!hasBody(request)) return Buffer.alloc(0);
  const { requestBytes: limit } = context.limits;
  return readBody(request, limit).catch((error: unknown) => {
    if (error instanceof BodyTooLarge) throw new ProblemError(problem('REQUEST_TOO_LARGE', { limit }));
    throw error;
  });
}

async function retry(request: ConvertedRequest, answer: MemberAnswer): Promise<void> {
  const { exchange, path, translation } = request;
  exchange.context.discovery.invalidate(exchange.member.name);
  const now = await translationFor(exchange, path);
  if (!now) await sendNative(request);
  else if (now.served === translation.served) sendUnchanged(exchange, answer);
  else {
    const second = await perform({ ...request, translation: now });
    if (second) sendConverted(exchange, second, now);
  }
}

/** The member serves the version itself by now. A body was read already, so it cannot be streamed. */
async function sendNative({ exchange, body }: ConvertedRequest): Promise<void> {
  const { request, target } = exchange;
  if (body.length === 0) {
    await passThrough(exchange);
    return;
  }
  const type = request.headers['content-type'] ?? 'application/json';
  const headers = { ...convertedHeaders(request, body), 'content-type': type };
  const call = { method: request.method ?? 'POST', path: target.path + target.query, headers, body };
  sendUnchanged(exchange, await callMember(exchange, call));
}
