import type { IncomingHttpHeaders } from 'node:http';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { OwnSchemas } from '../schema/node.ts';
import type { FetchedOpenApi } from './fetch-openapi.ts';
import type { RoutedMember } from './routed-member.ts';
import { ClientGone } from './member-failure.ts';

/** Learns what members' own OpenAPI documents say, beside the requests that pass by. */
export interface SchemaObserver {
  /**
   * Told what a member serves, each time that was read. Reads the member's document with the caller's credentials when it is not known
   * for these capabilities, or has been known for long, and a place is free; else nothing of the caller is kept, and the next call tries.
   */
  consider(member: RoutedMember, capabilities: Capabilities, caller: IncomingHttpHeaders): void;
  /** Ends what is under way. */
  close(): void;
}

export interface SchemaObserverOptions {
  readonly fetch: (
    asked: { readonly member: RoutedMember; readonly capabilities: Capabilities; readonly caller: IncomingHttpHeaders },
    means: { readonly known: readonly FetchedOpenApi[]; readonly signal: AbortSignal },
  ) => Promise<FetchedOpenApi>;
  /** Takes the schemas of a member. Equal ones of several members are the same object. */
  readonly observe: (member: string, schemas: OwnSchemas) => void;
  /** Told once when a member's document cannot be used; again only after it could. */
  readonly onProblem: (member: string, problem: Problem, error: unknown) => void;
  /** The address of a member; undefined when it is none any more. */
  readonly addressOf: (member: string) => string | undefined;
  /** How long one document may take. Milliseconds. */
  readonly documentMs: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

interface Entry {
  readonly url: string;
  readonly fingerprint: string;
  nextAt: number;
  fetched: FetchedOpenApi | undefined;
  failed: boolean;
}

/** Decoding a document takes some 100 ms, in which nothing else is answered: one after the other. */
const MAX_FETCHES = 1;
/** The schema of a custom resource changes without a change of what is served. An unchanged document is not sent again. */
const REFRESH_MS = 10 * 60_000;
const RETRY_MS = 60_000;
/** Each takes 0.3 MB for the built-in rules in a current minor. */
const MAX_DISTINCT = 64;
/** Tags of 130 characters; servers and proxies allow 8 KiB of headers and more. */
const MAX_TAGS = 16;

export function createSchemaObserver(options: SchemaObserverOptions): SchemaObserver {
  const entries = new Map<string, Entry>();
  const stopping = new AbortController();
  let running = 0;

  function entryOf(member: RoutedMember, { fingerprint }: Capabilities): Entry {
    const { url } = member.endpoint;
    const entry = entries.get(member.name);
    if (entry?.url === url && entry.fingerprint === fingerprint) return entry;
    const made: Entry = { url, fingerprint, nextAt: options.now(), fetched: undefined, failed: false };
    entries.set(member.name, made);
    return made;
  }

  function knownFor(fingerprint: string): readonly FetchedOpenApi[] {
    const byTag = new Map<string, FetchedOpenApi>();
    for (const { fetched, fingerprint: other } of entries.values()) {
      if (other === fingerprint && fetched?.etag !== undefined) byTag.set(fetched.etag, fetched);
    }
    return [...byTag.values()].slice(-MAX_TAGS);
  }

  /** The object that another member has already, so that memory grows with the distinct ones; undefined when these are too many. */
  function shared(found: FetchedOpenApi): FetchedOpenApi | undefined {
    const distinct = new Map<string, OwnSchemas>();
    for (const { fetched } of entries.values()) if (fetched) distinct.set(fetched.schemas.identity, fetched.schemas);
    const same = distinct.get(found.schemas.identity);
    if (same) return { schemas: same, etag: found.etag };
    return distinct.size < MAX_DISTINCT ? found : undefined;
  }

  function take(name: string, entry: Entry, found: FetchedOpenApi): void {
    for (const each of [...entries.keys()]) if (options.addressOf(each) === undefined) entries.delete(each);
    // The member was upgraded or replaced meanwhile: what it said does not hold any more.
    if (entries.get(name) !== entry || options.addressOf(name) !== entry.url) return;
    const fetched = shared(found);
    if (!fetched) {
      const reason = `${String(MAX_DISTINCT)} that differ are kept already`;
      throw new ProblemError(problem('MEMBER_OPENAPI_UNUSABLE', { member: name, reason }));
    }
    Object.assign(entry, { fetched, failed: false, nextAt: options.now() + REFRESH_MS });
    options.observe(name, fetched.schemas);
  }

  async function refresh(member: RoutedMember, entry: Entry, asked: () => Promise<FetchedOpenApi>): Promise<void> {
    try {
      take(member.name, entry, await asked());
    } catch (error) {
      entry.nextAt = options.now() + RETRY_MS;
      if (stopping.signal.aborted || entry.failed) return;
      entry.failed = true;
      options.onProblem(member.name, problemOf(member.name, error), error);
    }
  }

  return {
    consider: (member, capabilities, caller) => {
      const entry = entryOf(member, capabilities);
      const isDue = capabilities.served.size > 0 && options.now() >= entry.nextAt;
      if (!isDue || running >= MAX_FETCHES || stopping.signal.aborted) return;
      running++;
      entry.nextAt = options.now() + RETRY_MS;
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(options.documentMs)]);
      const known = knownFor(entry.fingerprint);
      const asked = (): Promise<FetchedOpenApi> => options.fetch({ member, capabilities, caller }, { known, signal });
      void refresh(member, entry, asked).finally(() => running--);
    },
    close: () => stopping.abort(),
  };
}

function problemOf(member: string, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const reason = error instanceof ClientGone ? 'it did not come in time' : reasonOf(error);
  return problem('MEMBER_OPENAPI_UNUSABLE', { member, reason });
}
