import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RuleSet } from '../engine/rule-set.ts';
import type { RoutedMember } from './routed-member.ts';

/** What members serve, or a part of it, fetched when it is needed and kept for a while. */
export interface DiscoveryCache<Found> {
  /** What a member serves, where that is known well enough; undefined when {@link get} would have to ask. */
  known(member: RoutedMember): Found | undefined;
  /**
   * What a member serves, not older than the time to live; when that cannot be found out, or not within a second, what was known
   * last. Rejects with the failure of the fetch when nothing is known.
   */
  get(member: RoutedMember, caller: IncomingHttpHeaders): Promise<Found>;
  /**
   * The next `get` asks the member again, unless what is known is younger than a second: a client that asks for what
   * does not exist must not cost the member a discovery each time. What was known stays for the case of no answer.
   */
  invalidate(member: string): void;
}

export interface DiscoveryCacheOptions<Found> {
  readonly fetch: (member: RoutedMember, caller: IncomingHttpHeaders, previous: Found | undefined) => Promise<Found>;
  readonly rules: () => RuleSet;
  /** Milliseconds. */
  readonly ttl: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds to wait for a fetch where something is known; a second when left out. */
  readonly patience?: number;
  /** Names that are still members: what is kept for others is dropped. */
  readonly isMember: (name: string) => boolean;
}

interface Entry<Found> {
  readonly discovery: Found;
  /** Where it comes from: a member whose endpoint changed is another server. */
  readonly url: string;
  /** The rules whose kinds it tells about. */
  readonly rules: RuleSet;
  readonly fetchedAt: number;
  freshUntil: number;
}

/** A member is not asked again within this time, whether it answered or not. Milliseconds. */
const MINIMUM_AGE = 1_000;
/** A member that takes its time to say what it serves, or hangs, must not keep each request waiting for that. Milliseconds. */
const PATIENCE = 1_000;

export function createDiscoveryCache<Found>(options: DiscoveryCacheOptions<Found>): DiscoveryCache<Found> {
  const entries = new Map<string, Entry<Found>>();
  const flights = new Map<string, Promise<Found>>();

  function entryOf(member: RoutedMember): Entry<Found> | undefined {
    const entry = entries.get(member.name);
    return entry?.url === member.endpoint.url ? entry : undefined;
  }

  async function refresh(member: RoutedMember, caller: IncomingHttpHeaders): Promise<Found> {
    const rules = options.rules();
    const url = member.endpoint.url;
    const previous = entryOf(member);
    try {
      const discovery = await options.fetch(member, caller, previous?.discovery);
      for (const name of entries.keys()) if (!options.isMember(name)) entries.delete(name);
      const fetchedAt = options.now();
      entries.set(member.name, { discovery, url, rules, fetchedAt, freshUntil: fetchedAt + options.ttl });
      return discovery;
    } catch (error) {
      if (!previous) throw error;
      entries.set(member.name, { ...previous, rules, freshUntil: options.now() + MINIMUM_AGE });
      return previous.discovery;
    }
  }

  /** What is known by the rules in force, fresh or not. */
  function usableOf(member: RoutedMember): Entry<Found> | undefined {
    const entry = entryOf(member);
    return entry?.rules === options.rules() ? entry : undefined;
  }

  return {
    known: (member) => {
      const usable = usableOf(member);
      return usable && options.now() < usable.freshUntil ? usable.discovery : undefined;
    },
    get: (member, caller) => {
      const usable = usableOf(member);
      if (usable && options.now() < usable.freshUntil) return Promise.resolve(usable.discovery);
      const key = flightKey(member, caller);
      const flight = flights.get(key) ?? refresh(member, caller).finally(() => flights.delete(key));
      flights.set(key, flight);
      // What was invalidated is known to be wrong.
      return usable && usable.freshUntil > 0 ? inTime(flight, usable.discovery, options.patience ?? PATIENCE) : flight;
    },
    invalidate: (member) => {
      const entry = entries.get(member);
      if (entry && options.now() >= entry.fetchedAt + MINIMUM_AGE) entry.freshUntil = 0;
    },
  };
}

/** What a promise gives, or something else after some milliseconds. */
async function inTime<Found>(promise: Promise<Found>, otherwise: Found, milliseconds: number): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Found>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Callers share a fetch only with callers of the same credentials: one whom the member refuses must not fail others. */
function flightKey({ name, endpoint }: RoutedMember, caller: IncomingHttpHeaders): string {
  const credentials = createHash('sha256').update(JSON.stringify(caller)).digest('base64url');
  return [name, endpoint.url, credentials].join(' ');
}
