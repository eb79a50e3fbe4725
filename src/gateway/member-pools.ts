import { createSecureContext } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { LookupFunction } from 'node:net';
import type { MemberEndpoint } from '../inventory/inventory.ts';
import { KEEP_ALIVE_MS, memberTls } from './member-tls.ts';
import type { RoutedMember } from './routed-member.ts';

/** Connections to members, kept and reused per member: verified TLS, and one request at a time on each. */
export interface MemberPools {
  of(member: RoutedMember): Pool;
  /** The next requests get new connections in place of those of a pool, unless they do already; those that are in use go on. */
  renew(member: RoutedMember, pool: Pool): void;
  /** Closes every connection, in use or not. */
  close(): void;
}

/** API servers close idle connections after 90 s (k8s.io/apiserver, IdleTimeout); the gateway does it before them. */
const IDLE_MS = 45_000;

/** `connectMs` is how long a connection may take to be made, TLS included. */
export function createMemberPools(connectMs: number, lookup: LookupFunction): MemberPools {
  const pools = new Map<string, { readonly endpoint: MemberEndpoint; readonly pool: Pool }>();
  const retired = new Set<Pool>();

  /** What is under way there ends in its own time. */
  function retire(pool: Pool): void {
    retired.add(pool);
    void pool.close().finally(() => retired.delete(pool));
  }

  return {
    of: ({ name, endpoint }) => {
      const known = pools.get(name);
      if (known && (known.endpoint === endpoint || isDeepStrictEqual(known.endpoint, endpoint))) return known.pool;
      if (known) retire(known.pool);
      const pool = poolFor(endpoint, { connectMs, lookup });
      pools.set(name, { endpoint, pool });
      return pool;
    },
    renew: ({ name }, pool) => {
      if (pools.get(name)?.pool !== pool) return;
      retire(pool);
      pools.delete(name);
    },
    close: () => {
      for (const { pool } of pools.values()) void pool.destroy();
      for (const pool of retired) void pool.destroy();
      pools.clear();
    },
  };
}

interface Connecting {
  readonly connectMs: number;
  readonly lookup: LookupFunction;
}

/** The name that the certificate is verified against is the endpoint's own: no header of a client has a say in it. */
function poolFor(endpoint: MemberEndpoint, { connectMs, lookup }: Connecting): Pool {
  const { url, serverName } = endpoint;
  return new Pool(url, {
    connections: null,
    keepAliveTimeout: IDLE_MS,
    // Watches and logs may be silent for as long as they like.
    bodyTimeout: 0,
    // A resumed session is not verified again: a certificate that has ended meanwhile would be taken for good.
    maxCachedSessions: 0,
    connect: {
      lookup,
      // One for all connections: each of its own would read the CA bundle anew, and keep it.
      secureContext: createSecureContext(memberTls(endpoint)),
      ...(serverName !== undefined && { servername: serverName }),
      rejectUnauthorized: true,
      timeout: connectMs,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    },
  });
}
