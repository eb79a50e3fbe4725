import type { RuleSet } from '../engine/rule-set.ts';
import { createDiscoveryCache, type DiscoveryCache } from './discovery-cache.ts';
import type { DocumentFetch } from './discovery-fetch.ts';
import { createDocumentPool } from './document-pool.ts';
import { fetchDiscovery } from './fetch-discovery.ts';
import { fetchListedVersions } from './fetch-listed-versions.ts';
import type { GatewayLimits } from './limits.ts';
import type { ListedVersions } from './listed-version.ts';
import type { MemberDiscovery } from './member-discovery.ts';
import type { MemberClient } from './member-client.ts';
import type { RoutedMember } from './routed-member.ts';

/** What is known of members. */
export interface MemberCaches {
  readonly discovery: DiscoveryCache<MemberDiscovery>;
  /** Of members that do not answer in aggregated form, the resources of the group/versions that no rule knows. */
  readonly lists: DiscoveryCache<ListedVersions>;
}

export interface MemberCachesOptions {
  readonly client: MemberClient;
  readonly rules: () => RuleSet;
  readonly limits: GatewayLimits;
  readonly now: () => number;
  readonly isMember: (name: string) => boolean;
  /** Told each discovery that was read, with the credentials of who asked. */
  readonly observe: (member: RoutedMember, found: MemberDiscovery, caller: DocumentFetch['caller']) => void;
}

export function createMemberCaches({ client, rules, limits, observe, ...options }: MemberCachesOptions): MemberCaches {
  const means = { client, documentMs: limits.discoveryMs, decode: createDocumentPool() };
  const common = { rules, ttl: limits.discoveryTtlMs, now: options.now, isMember: options.isMember };
  const discovery = createDiscoveryCache<MemberDiscovery>({
    fetch: async (member, caller, previous) => {
      const found = await fetchDiscovery({ ...means, member, caller, previous, rules: rules() });
      observe(member, found, caller);
      return found;
    },
    ...common,
  });
  const lists = createDiscoveryCache<ListedVersions>({
    fetch: async (member, caller, previous) => {
      const { legacy } = await discovery.get(member, caller);
      const rest = legacy?.groupVersions.filter((apiVersion) => !legacy.lists.has(apiVersion)) ?? [];
      return fetchListedVersions({ ...means, member, caller }, rest, previous);
    },
    ...common,
  });
  return { discovery, lists };
}
