import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { problem, ProblemError } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { OwnSchemas } from '../schema/node.ts';
import { schemasFromOpenApi, type SchemasFromOpenApi } from '../schema/openapi.ts';
import { readMemberBody } from './member-body.ts';
import type { MemberClient } from './member-client.ts';
import type { RoutedMember } from './routed-member.ts';
import type { MemberMessage } from './member-message.ts';

/** What a member's OpenAPI document says. */
export interface FetchedOpenApi {
  readonly schemas: OwnSchemas;
  /** The document's entity tag, where it is proven to be a hash of the document: then it means the same from every member. */
  readonly etag: string | undefined;
}

/** What a document is fetched with. */
interface OpenApiFetch {
  readonly client: MemberClient;
  readonly member: RoutedMember;
  /** The caller's own credentials: the gateway has none. */
  readonly caller: IncomingHttpHeaders;
  /** Of the member: the kinds to keep, and its minor. */
  readonly capabilities: Capabilities;
  /** Documents that need not be sent again: read from any member with the same capabilities. */
  readonly known: readonly FetchedOpenApi[];
  readonly signal: AbortSignal;
}

const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/**
 * Reads `/openapi/v2` of a member. Rejects with a `ProblemError`: `MEMBER_OPENAPI_UNUSABLE`, `MEMBER_ANSWER_TOO_LARGE`, or that of a
 * member that cannot be reached.
 */
export async function fetchOpenApi(fetch: OpenApiFetch): Promise<FetchedOpenApi> {
  const { client, member, caller, capabilities, known, signal } = fetch;
  const tags = known.flatMap(({ etag }) => etag ?? []);
  const headers = {
    ...caller,
    accept: 'application/json',
    ...(tags.length > 0 && { 'if-none-match': tags.join(', ') }),
  };
  const answer = await client.send(member, { method: 'GET', path: '/openapi/v2', headers, signal });
  const same = knownBy(answer, known);
  if (same) return same;
  if (answer.statusCode !== 200) {
    answer.resume();
    throw unusable(member, `the member answered with HTTP ${answer.statusCode}`);
  }
  const body = await readMemberBody(answer, member.name, MAX_DOCUMENT_BYTES);
  const found = schemasIn(body, capabilities);
  if (!found.ok) throw unusable(member, `it ${found.reason}`);
  return { schemas: found.schemas, etag: provenTag(answer.headers.etag, body) };
}

function knownBy(answer: MemberMessage, known: readonly FetchedOpenApi[]): FetchedOpenApi | undefined {
  const { etag } = answer.headers;
  const same = answer.statusCode === 304 && etag !== undefined ? known.find((each) => each.etag === etag) : undefined;
  if (same) answer.resume();
  return same;
}

function schemasIn(body: Buffer, { served, kubernetesVersion }: Capabilities): SchemasFromOpenApi {
  const decoded = decodeJson(body.toString('utf8'));
  if (!decoded.ok) return { ok: false, reason: `is no OpenAPI document: ${decoded.problem.message}` };
  return schemasFromOpenApi(decoded.value, { kubernetesVersion, kinds: served });
}

/**
 * API servers tag the document with the SHA-512 of its JSON (k8s.io/kube-openapi, pkg/handler). A tag that is not this says nothing
 * about the document of another member, and a member must not be able to speak for others.
 */
function provenTag(etag: string | undefined, body: Buffer): string | undefined {
  const hash = createHash('sha512').update(body).digest('hex').toUpperCase();
  return etag === `"${hash}"` ? etag : undefined;
}

function unusable(member: RoutedMember, reason: string): ProblemError {
  return new ProblemError(problem('MEMBER_OPENAPI_UNUSABLE', { member: member.name, reason }));
}
