import type { OutgoingHttpHeaders } from 'node:http';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { isJsonObject, stringAt, type JsonObject } from '../json/json.ts';
import { DISCOVERY_ACCEPT } from '../kubernetes/discovery-accept.ts';
import { minorOf } from '../kubernetes/minor.ts';
import { aggregatedResources, isAggregated } from './aggregated-documents.ts';
import { groupVersionsOf, resourcesOf } from './discovery-documents.ts';
import { readMemberBody } from './member-body.ts';
import { memberDiscovery, type MemberDiscovery } from './member-discovery.ts';
import type { MemberClient, RoutedMember } from './member-client.ts';
import { memberTimeout } from './member-failure.ts';
import type { ServedResource } from './served-resource.ts';

/** What a discovery is fetched with. */
export interface DiscoveryFetch {
  readonly client: MemberClient;
  readonly member: RoutedMember;
  /** The caller's own credentials: the gateway has none. */
  readonly caller: OutgoingHttpHeaders;
  readonly rules: RuleSet;
  readonly previous: MemberDiscovery | undefined;
  /** How long one document may take, to its last byte. Milliseconds. */
  readonly documentMs: number;
}

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

/**
 * Reads what a member serves of the kinds that the rules know: two documents where it answers in aggregated form
 * (Kubernetes 1.26 and newer), else one for each group/version of a rule. Rejects with `DiscoveryRefused`, or with the
 * `ProblemError` of a member that cannot be reached.
 */
export async function fetchDiscovery(fetch: DiscoveryFetch): Promise<MemberDiscovery> {
  const [groups, version] = await Promise.all([getDocument(fetch, '/apis'), versionOf(fetch)]);
  const kubernetesVersion = version ?? fetch.member.capabilities.kubernetesVersion;
  if (!isAggregated(groups)) return legacyDiscovery(fetch, groups, kubernetesVersion);
  const core = await getDocument(fetch, '/api');
  const resources = [groups, core].flatMap((document) => (isAggregated(document) ? aggregatedResources(document) : []));
  return memberDiscovery(fetch.rules, { kubernetesVersion, resources });
}

async function legacyDiscovery(
  fetch: DiscoveryFetch,
  groups: JsonObject,
  kubernetesVersion: string | undefined,
): Promise<MemberDiscovery> {
  const listed = new Set(['v1', ...groupVersionsOf(groups)]);
  const wanted = new Set(fetch.rules.families.flatMap(({ versions }) => versions).filter((name) => listed.has(name)));
  const lists = await Promise.all([...wanted].map((apiVersion) => resourceList(fetch, apiVersion)));
  const uncertain = [...wanted].filter((_, index) => lists[index] === undefined);
  return memberDiscovery(fetch.rules, { kubernetesVersion, resources: lists.flatMap((list) => list ?? []), uncertain });
}

/** The resources of one group/version; when the member cannot tell them, what it told before, or undefined. */
async function resourceList(fetch: DiscoveryFetch, apiVersion: string): Promise<readonly ServedResource[] | undefined> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  try {
    return resourcesOf(await getDocument(fetch, path));
  } catch (error) {
    if (!(error instanceof DiscoveryRefused)) throw error;
    if (error.status === 404) return [];
    const before = fetch.previous?.resources.filter((resource) => resource.apiVersion === apiVersion);
    return before && before.length > 0 ? before : undefined;
  }
}

async function versionOf(fetch: DiscoveryFetch): Promise<string | undefined> {
  try {
    return minorOf(stringAt(await getDocument(fetch, '/version'), 'gitVersion') ?? '');
  } catch (error) {
    // A member may keep its version to itself.
    if (error instanceof DiscoveryRefused) return undefined;
    throw error;
  }
}

async function getDocument(fetch: DiscoveryFetch, path: string): Promise<JsonObject> {
  const { member, documentMs } = fetch;
  // Others wait for the same answer, so it is not given up when the caller who happened to ask first goes away.
  const late = AbortSignal.timeout(documentMs);
  const body = await readDocument(fetch, path, late).catch((error: unknown) => {
    throw late.aborted ? memberTimeout(member.name, documentMs) : error;
  });
  const decoded = decodeJson(body.toString('utf8'));
  if (decoded.ok && isJsonObject(decoded.value)) return decoded.value;
  const reason = decoded.ok ? `${path} is not an object` : decoded.problem.message;
  throw new ProblemError(problem('MEMBER_ANSWER_INVALID', { member: member.name, reason }));
}

async function readDocument(
  { client, member, caller }: DiscoveryFetch,
  path: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const headers = { ...caller, accept: DISCOVERY_ACCEPT };
  const answer = await client.send(member, { method: 'GET', path, headers, signal });
  const status = answer.statusCode ?? 0;
  if (status === 200) return readMemberBody(answer, member.name, MAX_DOCUMENT_BYTES);
  answer.resume();
  throw new DiscoveryRefused(status);
}
