import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { NO_POLICIES, type PolicySet } from '../policies/policy-set.ts';
import type { OwnSchemas } from '../schema/node.ts';
import { createDefinitions } from './added-definitions.ts';
import type { GatewayContext } from './exchange.ts';
import { createFailureLog, type FailureLog } from './failure-log.ts';
import { fetchOpenApi } from './fetch-openapi.ts';
import { DEFAULT_LIMITS, type GatewayLimits } from './limits.ts';
import { findMember, type Found } from './find-member.ts';
import { handleRequest } from './handle-request.ts';
import { createMemberCaches } from './member-caches.ts';
import { createMemberClient, type MemberClient } from './member-client.ts';
import { NO_METRICS, type GatewayMetrics } from './metrics.ts';
import { createOpenWatches } from './open-watches.ts';
import type { PreferredVersions } from './preferred-version.ts';
import { createSchemaObserver, type SchemaObserver } from './own-schemas.ts';
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
  /** Which version clients use that name none; the member's own when left out. */
  readonly preferred?: PreferredVersions | undefined;
  /** Told what a member serves of the kinds that the rules know, each time its discovery was read. */
  readonly observe?: (member: string, capabilities: Capabilities) => void;
  /** Told what a member's own OpenAPI document says of those kinds; when nobody wants to know, it is not read. */
  readonly observeSchemas?: (member: string, schemas: OwnSchemas) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** The way from Karmada to members, below `/members/<name>/`. */
export interface Gateway {
  /** Answers a request of a node:http or node:https server. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers an `upgrade` event of such a server: exec, attach, port-forward. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every watch in order, after a whole event: clients go on elsewhere. Those that still come are refused with 429. */
  endWatches(): void;
  /** Closes every connection to members, and with them the requests that are under way. */
  close(): Promise<void>;
}

/** Makes the gateway. It opens connections when requests need them, and holds them until `close`. */
export function createGateway(options: GatewayOptions): Gateway {
  const { context, schemas } = contextOf(options);
  const upgrades = createUpgrades(context);
  const find = (url: string | undefined): Found => findMember(options.inventory, url ?? '');
  return {
    handle: (request, response) => void handleRequest(context, find(request.url), { request, response }),
    upgrade: (request, socket, head) => void upgrades.handle(find(request.url), { request, socket, head }),
    endWatches: () => context.watches.endAll(),
    close: () => {
      upgrades.close();
      schemas?.close();
      context.client.close();
      return Promise.resolve();
    },
  };
}

interface Parts {
  readonly context: GatewayContext;
  readonly schemas: SchemaObserver | undefined;
}

function contextOf({
  inventory,
  rules,
  logger,
  metrics = NO_METRICS,
  preferred = 'of-member',
  ...options
}: GatewayOptions): Parts {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const now = options.now ?? (() => performance.now());
  const client = createMemberClient(limits);
  const failures = createFailureLog(logger, now);
  const schemas = schemaObserver({ ...options, inventory, now }, { client, failures, limits });
  const caches = createMemberCaches({
    client,
    rules,
    limits,
    now,
    isMember: (name) => inventory.member(name) !== undefined,
    observe: (member, { capabilities }, caller) => {
      options.observe?.(member.name, capabilities);
      schemas?.consider(member, capabilities, caller);
    },
  });
  const context = {
    client,
    ...caches,
    rules,
    policies: options.policies ?? (() => NO_POLICIES),
    controlPlane: () => inventory.controlPlane(),
    preferred,
    definitions: createDefinitions(),
    limits,
    watches: createOpenWatches(limits),
    metrics,
    failures,
    rehearsed: new Set<string>(),
    log: logger,
  };
  return { context, schemas };
}

interface SchemaMeans {
  readonly client: MemberClient;
  readonly failures: FailureLog;
  readonly limits: GatewayLimits;
}

function schemaObserver(
  { observeSchemas, inventory, now }: Pick<GatewayOptions, 'observeSchemas' | 'inventory'> & { now: () => number },
  { client, failures, limits }: SchemaMeans,
): SchemaObserver | undefined {
  return (
    observeSchemas &&
    createSchemaObserver({
      fetch: (asked, means) => fetchOpenApi({ client, ...asked, ...means }),
      observe: observeSchemas,
      onProblem: (member, problem, error) => failures.warn(member, problem, error),
      addressOf: (member) => inventory.member(member)?.endpoint?.url,
      documentMs: limits.openApiMs,
      now,
    })
  );
}
