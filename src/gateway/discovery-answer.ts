import { createHash } from 'node:crypto';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, stringAt, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import { aggregatedAnswer } from './aggregated-answer.ts';
import { addToAggregated, isAggregated } from './aggregated-documents.ts';
import { aggregatedForm, aggregatedType } from './aggregated-form.ts';
import { sendBody } from './answer.ts';
import { addedGroup, addedResourceList, addToDocument } from './discovery-documents.ts';
import type { Exchange } from './exchange.ts';
import { answerHeaders } from './headers.ts';
import { callMember, sendUnchanged, type MemberAnswer } from './member-answer.ts';
import { kindsOf } from './member-kinds.ts';
import { passThrough } from './pass-through.ts';
import { preferNewest } from './preferred-version.ts';
import type { ApiPath } from './route.ts';
import type { AddedKind } from './served-resource.ts';

/** A path that is answered with what a member serves. */
export type DiscoveryPath = Exclude<ApiPath, { type: 'resource' | 'openapi' | 'openapi-v3' | 'other' }>;

/**
 * Answers a discovery request: the member's own document with the added versions in it, or, where the member has none, one
 * made of what is added; in aggregated form for clients that prefer it, whether or not the member knows that. Any other document that
 * nothing is added to passes through untouched.
 */
export async function answerDiscovery(exchange: Exchange, path: DiscoveryPath): Promise<void> {
  const kinds = await kindsOf(exchange);
  const added = kinds.added.filter((kind) => isAddedTo(path, kind));
  const form = kinds.isLegacy && path.type === 'groups' ? aggregatedForm(exchange.request.headers.accept) : undefined;
  if (added.length === 0 && form === undefined) {
    await passThrough(exchange);
    return;
  }
  const call = { method: 'GET', path: exchange.target.path + exchange.target.query };
  const answer = await (form ? aggregatedAnswer(exchange, form) : callMember(exchange, call));
  const document = documentFor(answer, path, added);
  const { preferred } = exchange.context;
  if (document) sendDocument(exchange, answer, preferred === 'newest' ? preferNewest(document, added) : document);
  else sendUnchanged(exchange, answer);
}

function isAddedTo(path: DiscoveryPath, { apiVersion }: AddedKind): boolean {
  const { group } = parseGroupVersion(apiVersion);
  switch (path.type) {
    case 'groups':
      return path.core === (group === '');
    case 'group':
      return path.group === group;
    case 'resources':
      return path.apiVersion === apiVersion;
  }
}

function documentFor(
  { status, value }: MemberAnswer,
  path: DiscoveryPath,
  added: readonly AddedKind[],
): JsonObject | undefined {
  if (status === 404) return createdDocument(path, added);
  if (status !== 200 || !isJsonObject(value)) return undefined;
  return isAggregated(value)
    ? addToAggregated(value, added, path.type === 'groups' && path.core)
    : addToDocument(value, added);
}

function createdDocument(path: DiscoveryPath, added: readonly AddedKind[]): JsonObject | undefined {
  switch (path.type) {
    case 'groups':
      return undefined;
    case 'group':
      return addedGroup(path.group, added);
    case 'resources':
      return addedResourceList(path.apiVersion, added);
  }
}

/** Where the document has an entity tag at API servers, the changed one gets its own: clients cache discovery by it. */
function sendDocument({ request, response }: Exchange, { message }: MemberAnswer, document: JsonObject): void {
  const body = Buffer.from(encodeJson(document));
  const form = isAggregated(document) ? (stringAt(document, 'apiVersion') ?? '') : undefined;
  const tag = form === undefined && message.headers.etag === undefined ? undefined : entityTag(body);
  const headers = {
    ...answerHeaders(message, ''),
    'content-type': contentType(message.headers['content-type']),
    vary: message.headers.vary ?? 'Accept',
    // So that no cache gives one form to whoever asks for the other (k8s.io/apiserver, ServeHTTPWithETag).
    ...(form !== undefined && { 'content-type': aggregatedType(form), 'cache-control': 'public' }),
  };
  if (tag === undefined) sendBody(response, 200, headers, body);
  else if (isKnown(tag, request.headers['if-none-match'])) {
    response.writeHead(304, { ...headers, etag: tag }).end();
  } else sendBody(response, 200, { ...headers, etag: tag }, body);
}

/** A document that is made here takes the place of an error, which may have been plain text. */
function contentType(member: string | undefined): string {
  return member?.startsWith('application/json') ? member : 'application/json';
}

function entityTag(body: Buffer): string {
  return `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`;
}

function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((value) => value.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*');
}
