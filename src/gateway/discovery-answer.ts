import { createHash } from 'node:crypto';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import { addToAggregated, isAggregated } from './aggregated-documents.ts';
import { sendBody } from './answer.ts';
import { addedGroup, addedResourceList, addToDocument } from './discovery-documents.ts';
import type { Exchange } from './exchange.ts';
import { answerHeaders } from './headers.ts';
import { callMember, sendUnchanged, type MemberAnswer } from './member-answer.ts';
import { addedToMember } from './member-kinds.ts';
import { passThrough } from './pass-through.ts';
import type { ApiPath } from './route.ts';
import type { AddedKind } from './served-resource.ts';

/** A path that is answered with what a member serves. */
export type DiscoveryPath = Exclude<ApiPath, { type: 'resource' | 'other' }>;

/**
 * Answers a discovery request: the member's own document with the added versions in it, or, where the member has none, one
 * made of what is added. A document that nothing is added to passes through untouched.
 */
export async function answerDiscovery(exchange: Exchange, path: DiscoveryPath): Promise<void> {
  const added = (await addedToMember(exchange)).filter((kind) => isAddedTo(path, kind));
  if (added.length === 0) {
    await passThrough(exchange);
    return;
  }
  const answer = await callMember(exchange, { method: 'GET', path: exchange.target.path + exchange.target.query });
  const document = documentFor(answer, path, added);
  if (document) sendDocument(exchange, answer, document);
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

/** Where the member's document has an entity tag, the changed one gets its own: clients cache discovery by it. */
function sendDocument({ request, response }: Exchange, { message }: MemberAnswer, document: JsonObject): void {
  const body = Buffer.from(encodeJson(document));
  const tag = message.headers.etag === undefined ? undefined : entityTag(body);
  const headers = { ...answerHeaders(message, ''), 'content-type': contentType(message.headers['content-type']) };
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
