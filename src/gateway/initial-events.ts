import { problem, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { statusObject } from '../kubernetes/status.ts';
import type { ConvertedRequest } from './exchange.ts';
import { convertedHeaders } from './headers.ts';
import { ListScanner } from './list-scanner.ts';
import { isPlainJson, openMember, readAnswer } from './member-answer.ts';
import type { MemberMessage } from './member-message.ts';
import { openWatch } from './open-watch.ts';
import { initialListQuery, withoutInitialEvents } from './query.ts';
import { pathIn } from './route.ts';

/** A watch that begins with what there is, made of a list and a watch. */
export interface InitialWatch {
  /** The list, whose headers are those of the answer. */
  readonly list: MemberMessage;
  /** Lines, as a member sends them. */
  readonly events: AsyncIterable<Buffer>;
}

/**
 * What a member without `sendInitialEvents` would answer if it had it: an event for each object, a bookmark that says that these
 * were all, and what happens from then on. Undefined for any other watch, and where the member does not answer with a list of objects. No more than
 * one object is in memory.
 */
export async function initialWatch(request: ConvertedRequest): Promise<InitialWatch | undefined> {
  const { exchange, path, translation } = request;
  const query = path.watch ? undefined : initialListQuery(exchange.target.query);
  const headers = convertedHeaders(exchange.request);
  const accept = String(headers.accept);
  if (query === undefined || /;\s*as=Table/.test(accept)) return undefined;
  const list = await openMember(exchange, {
    method: 'GET',
    path: pathIn(translation.served, path) + query,
    headers: { ...headers, accept: accept.replace(/as=PartialObjectMetadata\b/g, 'as=PartialObjectMetadataList') },
  });
  if (list.statusCode === 200 && isPlainJson(list)) return { list, events: eventsOf(request, list) };
  list.resume();
  return undefined;
}

async function* eventsOf(request: ConvertedRequest, list: MemberMessage): AsyncGenerator<Buffer> {
  const { exchange } = request;
  const scanner = new ListScanner();
  let head: ListHead | undefined;
  for await (const chunk of list as AsyncIterable<Buffer>) {
    for (const { kind, bytes } of scanner.scan(chunk)) {
      if (kind === 'head') head = headOf(bytes);
      else if (head) yield addedEvent(bytes, head.type);
    }
    const limit = exchange.context.limits.eventBytes;
    if (scanner.pendingBytes <= limit) continue;
    yield errorEvent(problem('MEMBER_ANSWER_TOO_LARGE', { member: exchange.member.name, limit }));
    return;
  }
  if (!head) {
    yield errorEvent(problem('MEMBER_ANSWER_INVALID', { member: exchange.member.name, reason: 'it is no list' }));
    return;
  }
  yield lineOf({ type: 'BOOKMARK', object: bookmark(head) });
  yield* rest(request, head);
}

/** What is said of a list before its elements. */
interface ListHead {
  readonly resourceVersion: string;
  /** Of its elements, which may not say it themselves. */
  readonly type: { readonly kind: string; readonly apiVersion: string };
}

function headOf(bytes: Buffer): ListHead | undefined {
  const decoded = decodeJson(`${bytes.toString('utf8')}]}`);
  if (!decoded.ok || !isJsonObject(decoded.value)) return undefined;
  const { value } = decoded;
  const [kind, apiVersion] = [stringAt(value, 'kind'), stringAt(value, 'apiVersion')];
  const resourceVersion = stringAt(objectAt(value, 'metadata'), 'resourceVersion');
  if (kind === undefined || apiVersion === undefined || resourceVersion === undefined) return undefined;
  return { resourceVersion, type: { kind: kind.replace(/List$/, ''), apiVersion } };
}

/** Objects of built-in kinds have no type in a list, and no event is without one. */
function addedEvent(element: Buffer, type: ListHead['type']): Buffer {
  const text = element.toString('utf8').trim();
  const object = /^\{\s*"(kind|apiVersion)"/.test(text) ? text : `${encodeJson(type).slice(0, -1)},${text.slice(1)}`;
  return Buffer.from(`{"type":"ADDED","object":${object}}\n`);
}

/** k8s.io/apimachinery, InitialEventsAnnotationKey. */
function bookmark({ type, resourceVersion }: ListHead): JsonObject {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  return { ...type, metadata: { resourceVersion, creationTimestamp: null, annotations } };
}

async function* rest(request: ConvertedRequest, { resourceVersion }: ListHead): AsyncGenerator<Buffer> {
  const { exchange } = request;
  const watch = await openWatch(request, withoutInitialEvents(exchange.target.query, resourceVersion));
  if (watch.statusCode === 200) {
    // Whoever stops reading events cannot end a watch that has none: a generator ends between two of them.
    exchange.response.once('close', () => watch.destroy());
    yield* watch as AsyncIterable<Buffer>;
    return;
  }
  const { value = null } = await readAnswer(exchange, watch);
  yield lineOf({ type: 'ERROR', object: value });
}

function errorEvent(cause: Problem): Buffer {
  return lineOf({ type: 'ERROR', object: statusObject(cause) });
}

function lineOf(event: JsonObject): Buffer {
  return Buffer.from(`${encodeJson(event)}\n`);
}
