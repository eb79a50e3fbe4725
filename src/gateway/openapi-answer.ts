import type { IncomingMessage, IncomingHttpHeaders } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import type { AddedDefinitions } from './added-definitions.ts';
import type { Exchange } from './exchange.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import { AppendStream, InsertStream } from './insert-stream.ts';
import { essenceOf } from './media-types.ts';
import { kindsOf } from './member-kinds.ts';
import type { MemberMessage } from './member-message.ts';
import { passThrough, relayMessage } from './pass-through.ts';

/**
 * Answers `/openapi/v2`: the member's own document, in JSON or in protobuf, with the definitions of the added versions in it. It
 * streams through; a member to which nothing is added, and any other answer, passes untouched.
 */
export async function answerOpenApiV2(exchange: Exchange): Promise<void> {
  const { context, member, request, signal, target } = exchange;
  const { added } = await kindsOf(exchange);
  if (added.length === 0) {
    await passThrough(exchange);
    return;
  }
  const definitions = context.definitions(added, context.controlPlane());
  const known = memberTags(request.headers['if-none-match'] ?? '', definitions);
  const answer = await context.client.send(member, {
    method: 'GET',
    path: target.path + target.query,
    headers: { ...askingHeaders(request), ...(known !== '' && { 'if-none-match': known }) },
    signal,
  });
  const insertion = answer.statusCode === 200 ? insertionInto(answer, definitions) : undefined;
  if (insertion) await relayChanged(exchange, { answer, insertion, tag: addedTag(answer.headers.etag, definitions) });
  else if (answer.statusCode === 304) relayUnmodified(exchange, answer, definitions);
  else await relayMessage(exchange, answer);
}

/** The document also changes when what is added does, and a part of the member's would be no part of it. */
function askingHeaders(request: IncomingMessage): IncomingHttpHeaders {
  const conditions = new Set(['if-none-match', 'if-modified-since', 'range']);
  const kept = Object.entries(requestHeaders(request)).filter(([name]) => !conditions.has(name));
  return { ...Object.fromEntries(kept), 'accept-encoding': 'identity' };
}

/**
 * How a document gets the definitions; undefined when it is in a form that is not known. API servers before 1.25 say nothing of its type, so
 * it is what Go's net/http takes it for.
 */
function insertionInto({ headers }: MemberMessage, { json, protobuf }: AddedDefinitions): Duplex | undefined {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return undefined;
  const type = essenceOf(headers['content-type']);
  if (type === 'application/json' || type === 'text/plain') return new InsertStream('definitions', json);
  return PROTOBUF.test(type) ? new AppendStream(protobuf) : undefined;
}

const PROTOBUF = /^application\/(com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf|octet-stream)$/;

interface Changed {
  readonly answer: MemberMessage;
  readonly insertion: Duplex;
  readonly tag: string | undefined;
}

function relayChanged({ response }: Exchange, { answer, insertion, tag }: Changed): Promise<void> {
  response.writeHead(200, { ...answerHeaders(answer, ''), ...(tag !== undefined && { etag: tag }) });
  return new Promise((resolve) => {
    pipeline(answer, insertion, response, () => resolve());
  });
}

function relayUnmodified({ response }: Exchange, answer: MemberMessage, definitions: AddedDefinitions): void {
  const tag = addedTag(answer.headers.etag, definitions);
  answer.resume();
  response.writeHead(304, { ...answerHeaders(answer, ''), ...(tag !== undefined && { etag: tag }) }).end();
}

/** The tag of a changed document is the member's, and a hash of what was added. */
function addedTag(tag: string | undefined, { hash }: AddedDefinitions): string | undefined {
  return tag?.replace(/"$/, `.${hash}"`);
}

/** The member's own tags in what a client knows of the document, as far as the same was added to it. */
function memberTags(ifNoneMatch: string, { hash }: AddedDefinitions): string {
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim());
  const known = tags.filter((tag) => tag.endsWith(`.${hash}"`)).map((tag) => tag.replace(`.${hash}"`, '"'));
  return known.join(', ');
}
