import type { IncomingHttpHeaders } from 'node:http';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json/json.ts';
import { DISCOVERY_ACCEPT } from '../kubernetes/discovery-accept.ts';
import type { DecodeShared } from './document-pool.ts';
import { readMemberBody } from './member-body.ts';
import type { MemberDiscovery } from './member-discovery.ts';
import type { MemberClient } from './member-client.ts';
import type { RoutedMember } from './routed-member.ts';
import { memberTimeout } from './member-failure.ts';

/** What a discovery is fetched with. */
export interface DiscoveryFetch {
  readonly client: MemberClient;
  readonly member: RoutedMember;
  /** The caller's own credentials: the gateway has none. */
  readonly caller: IncomingHttpHeaders;
  readonly rules: RuleSet;
  readonly previous: MemberDiscovery | undefined;
  /** How long one document may take, to its last byte. Milliseconds. */
  readonly documentMs: number;
  readonly decode: DecodeShared;
}

/** What one document is read with. */
export type DocumentFetch = Omit<DiscoveryFetch, 'rules' | 'previous'>;

/** A member refused to tell what it serves, usually because it does not know the caller. */
export class DiscoveryRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the member answered its discovery with HTTP ${status}`);
    this.status = status;
  }
}

/** All of a member's resources in aggregated form are well below this. */
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/** Reads one document. Rejects with `DiscoveryRefused`, or with the `ProblemError` of a member that cannot be reached. */
export async function getDocument(fetch: DocumentFetch, path: string): Promise<JsonObject> {
  const { member, documentMs } = fetch;
  // Others wait for the same answer, so it is not given up when the caller who happened to ask first goes away.
  const late = AbortSignal.timeout(documentMs);
  const body = await readDocument(fetch, path, late).catch((error: unknown) => {
    throw late.aborted ? memberTimeout(member.name, documentMs) : error;
  });
  const decoded = fetch.decode(body);
  if (decoded.ok && isJsonObject(decoded.value)) return decoded.value;
  const reason = decoded.ok ? `${path} is not an object` : decoded.problem.message;
  throw new ProblemError(problem('MEMBER_ANSWER_INVALID', { member: member.name, reason }));
}

async function readDocument(
  { client, member, caller }: DocumentFetch,
  path: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const headers = { ...caller, accept: DISCOVERY_ACCEPT };
  const answer = await client.send(member, { method: 'GET', path, headers, signal });
  const status = answer.statusCode;
  if (status === 200) return readMemberBody(answer, member.name, MAX_DOCUMENT_BYTES);
  answer.resume();
  throw new DiscoveryRefused(status);
}
