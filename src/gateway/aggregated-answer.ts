import { isJsonObject } from '../json/json.ts';
import { aggregateLists, listedGroupVersions } from './aggregate-lists.ts';
import type { AggregatedForm } from './aggregated-form.ts';
import { isAggregated } from './aggregated-documents.ts';
import type { Exchange } from './exchange.ts';
import { callerHeaders, convertedHeaders } from './headers.ts';
import type { ListedVersions } from './listed-version.ts';
import { callMember, type MemberAnswer } from './member-answer.ts';

/**
 * Asks a member that does not know aggregated discovery for `/api` or `/apis`, and gives its answer in that form. The member is asked
 * each time: it alone knows whether the caller may read it. An error, and what the member has learned meanwhile, is given as it is.
 */
export async function aggregatedAnswer(exchange: Exchange, form: AggregatedForm): Promise<MemberAnswer> {
  const { request, target } = exchange;
  const own = convertedHeaders(request);
  const headers = { ...own, accept: `${String(own.accept)}, application/json` };
  const answer = await callMember(exchange, { method: 'GET', path: target.path + target.query, headers });
  const { status, value } = answer;
  if (status !== 200 || !isJsonObject(value) || isAggregated(value)) return answer;
  const lists = await listsOf(exchange, listedGroupVersions(value));
  return { ...answer, value: aggregateLists(value, lists, form) };
}

/** What is known of these versions. One that the member did not list a moment ago makes its lists be read again. */
async function listsOf(exchange: Exchange, apiVersions: readonly string[]): Promise<ListedVersions> {
  const { context, member } = exchange;
  const lists = await knownLists(exchange);
  if (apiVersions.every((apiVersion) => lists.has(apiVersion))) return lists;
  context.discovery.invalidate(member.name);
  context.lists.invalidate(member.name);
  return knownLists(exchange);
}

async function knownLists({ context, member, request }: Exchange): Promise<ListedVersions> {
  const caller = callerHeaders(request);
  const rest = await context.lists.get(member, caller);
  const { legacy } = await context.discovery.get(member, caller);
  return new Map([...rest, ...(legacy?.lists ?? [])]);
}
