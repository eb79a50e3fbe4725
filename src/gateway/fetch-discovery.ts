import { stringAt, type JsonObject } from '../json/json.ts';
import { minorOf } from '../kubernetes/minor.ts';
import { aggregatedResources, isAggregated } from './aggregated-documents.ts';
import { groupVersionsOf, resourcesOf } from './discovery-documents.ts';
import { DiscoveryRefused, getDocument, type DiscoveryFetch } from './discovery-fetch.ts';
import { fetchListedVersions } from './fetch-listed-versions.ts';
import { memberDiscovery, type MemberDiscovery } from './member-discovery.ts';

/**
 * Reads what a member serves of the kinds that the rules know: two documents where it answers in aggregated form
 * (Kubernetes 1.27 and newer; 1.26 can), else one for each group/version of a rule. Rejects with `DiscoveryRefused`, or with the
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

/** A version that the member cannot tell now has what it told before, if it ever did. */
async function legacyDiscovery(
  fetch: DiscoveryFetch,
  groups: JsonObject,
  kubernetesVersion: string | undefined,
): Promise<MemberDiscovery> {
  const groupVersions = ['v1', ...groupVersionsOf(groups)];
  const known = new Set(fetch.rules.families.flatMap(({ versions }) => versions));
  const wanted = groupVersions.filter((apiVersion) => known.has(apiVersion));
  const lists = await fetchListedVersions(fetch, wanted, fetch.previous?.legacy?.lists);
  return memberDiscovery(fetch.rules, {
    kubernetesVersion,
    resources: [...lists.values()].flatMap(({ list }) => (list ? resourcesOf(list) : [])),
    uncertain: wanted.filter((apiVersion) => lists.get(apiVersion)?.list === undefined),
    legacy: { groupVersions, lists },
  });
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
