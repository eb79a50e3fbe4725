import { decodeJson } from '../json/decode.ts';
import { isJsonObject, type JsonObject } from '../json/json.ts';
import { definitionsOf } from './added-definitions.ts';
import { sendJson } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { answerHeaders } from './headers.ts';
import { callMember, sendUnchanged, type MemberAnswer } from './member-answer.ts';
import { kindsOf } from './member-kinds.ts';
import { addToDocument, addToIndex, pathsOf } from './openapi-v3-documents.ts';
import { passThrough } from './pass-through.ts';
import type { AddedKind } from './served-resource.ts';

/**
 * Answers `/openapi/v3`, the index of the documents, and the document of one group/version: the member's own with the added versions in it, or,
 * where the member has none for a group/version, one of the added kinds alone. A member without such documents, before Kubernetes 1.24, has
 * none through the gateway either, and clients read `/openapi/v2`. In JSON alone: a client that wants nothing but protobuf gets the member's own.
 */
export async function answerOpenApiV3(exchange: Exchange, apiVersion: string | undefined): Promise<void> {
  const { added } = await kindsOf(exchange);
  const concerned = apiVersion === undefined ? added : added.filter((kind) => kind.apiVersion === apiVersion);
  if (concerned.length === 0) {
    await passThrough(exchange);
    return;
  }
  // Without the query: the hash in it is not the member's, which would send the client elsewhere.
  const answer = await callMember(exchange, { method: 'GET', path: exchange.target.path });
  const document =
    apiVersion === undefined ? indexFor(exchange, answer, concerned) : documentFor(exchange, answer, concerned);
  if (document) sendJson(exchange.response, 200, changedHeaders(answer), document);
  else sendUnchanged(exchange, answer);
}

function indexFor({ context }: Exchange, answer: MemberAnswer, added: readonly AddedKind[]): JsonObject | undefined {
  const own = documentIn(answer);
  return own && addToIndex(own, added, context.definitions(added, context.controlPlane()).hash);
}

function documentFor({ context }: Exchange, answer: MemberAnswer, added: readonly AddedKind[]): JsonObject | undefined {
  const own = documentIn(answer);
  if (!own && !isMissing(answer)) return undefined;
  const definitions = definitionsOf(added, context.controlPlane().kubernetesVersion ?? '', 'v3');
  return addToDocument(own, { paths: pathsOf(added, definitions), schemas: Object.fromEntries(definitions) });
}

/** The answer's document, whatever type it says to have: API servers say none of the index, and then it is what Go takes it for. */
function documentIn({ status, body }: MemberAnswer): JsonObject | undefined {
  const decoded = status === 200 ? decodeJson(body.toString('utf8')) : undefined;
  return decoded?.ok && isJsonObject(decoded.value) ? decoded.value : undefined;
}

/** Up to Kubernetes 1.24, an API server answers for a group/version that it does not have with nothing (k8s.io/kube-openapi, `HandleGroupVersion`). */
function isMissing({ status, body }: MemberAnswer): boolean {
  return status === 404 || (status === 200 && body.length === 0);
}

/** Of the member's, without those by which a client would keep its document: this one is another. An error's are no good either. */
function changedHeaders({ status, message }: MemberAnswer): ReturnType<typeof answerHeaders> {
  const left = new Set(['content-type', 'content-length', 'etag', 'last-modified', 'expires', 'cache-control']);
  const kept = status === 200 ? Object.entries(answerHeaders(message, '')) : [];
  return { ...Object.fromEntries(kept.filter(([name]) => !left.has(name))), vary: 'Accept' };
}
