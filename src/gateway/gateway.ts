import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { NO_POLICIES, type PolicySet } from '../policies/policy-set.ts';
import { createDiscoveryCache } from './discovery-cache.ts';
import type { GatewayContext } from './exchange.ts';
import { createFailureLog } from './failure-log.ts';
import { fetchDiscovery } from './fetch-discovery.ts';
import { DEFAULT_LIMITS, type GatewayLimits } from './limits.ts';
import { findMember, type Found } from './find-member.ts';
import { handleRequest } from './handle-request.ts';
import { createMemberClient } from './member-client.ts';
import { NO_METRICS, type GatewayMetrics } from './metrics.ts';
import { createUpgrades } from './upgrade.ts';

export interface GatewayOptions {
  readonly inventory: Inventory;
  /** The rules in force; asked for each request. */
  readonly rules: () => RuleSet;
  /** The policies in force, asked for each write; undefined while some that may be have not been read. None when left out. */
  readonly policies?: () => PolicySet | undefined;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  readonly metrics?: GatewayMetrics;
  readonly limits?: Partial<GatewayLimits>;
  /** Told what a member serves of the kinds that the rules know, each time its discovery was read. */
  readonly observe?: (member: string, capabilities: Capabilities) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** The way from Karmada to members, below `/members/<name>/`. */
export interface Gateway {
  /** Answers a request of a node:http or node:https server. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers an `upgrade` event of such a server: exec, attach, port-forward. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection to members, and with them the requests that are under way. */
  close(): Promise<void>;
}

/** Makes the gateway. It opens connections when requests need them, and holds them until `close`. */
export function createGateway(options: GatewayOptions): Gateway {
  const context = contextOf(options);
  const upgrades = createUpgrades(context);
  const find = (url: string | undefined): Found => findMember(options.inventory, url ?? '');
  return {
    handle: (request, response) => void handleRequest(context, find(request.url), { request, response }),
    upgrade: (request, socket, head) => void upgrades.handle(find(request.url), { request, socket, head }),
    close: () => {
      upgrades.close();
      context.client.close();
      return Promise.resolve();
    },
  };
}

function contextOf({ inventory, rules, logger, metrics = NO_METRICS, ...options }: GatewayOptions): GatewayContext {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const now = options.now ?? (() => performance.now());
  const client = createMemberClient(limits);
  const discovery = createDiscoveryCache({
    fetch: async (member, caller, previous) => {
      const documentMs = limits.discoveryMs;
      const found = await fetchDiscovery({ client, member, caller, previous, rules: rules(), documentMs });
      options.observe?.(member.name, found.capabilities);
      return found;
    },
    rules,
    ttl: limits.discoveryTtlMs,
    now,
    isMember: (name) => inventory.member(name) !== undefined,
  });
  return {
    client,
    discovery,
    rules,
    policies: options.policies ?? (() => NO_POLICIES),
    controlPlane: () => inventory.controlPlane(),
    limits,
    metrics,
    failures: createFailureLog(logger, now),
    rehearsed: new Set(),
    log: logger,
  };
}
