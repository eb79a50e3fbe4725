import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { References } from '../engine/object-references.ts';
import type { Family, RuleSet } from '../engine/rule-set.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import type { AddedDefinitions } from './added-definitions.ts';
import type { ObjectNode } from '../schema/node.ts';
import type { FailureLog } from './failure-log.ts';
import type { FieldValidation } from './field-validation.ts';
import type { GatewayLimits } from './limits.ts';
import type { MemberCaches } from './member-caches.ts';
import type { MemberClient } from './member-client.ts';
import type { RoutedMember } from './routed-member.ts';
import type { ConversionLabels, GatewayMetrics } from './metrics.ts';
import type { OpenWatches } from './open-watches.ts';
import type { PreferredVersions } from './preferred-version.ts';
import type { ResourcePath, Target } from './route.ts';
import type { AddedKind } from './served-resource.ts';

/** What all requests share. */
export interface GatewayContext extends MemberCaches {
  readonly client: MemberClient;
  readonly rules: () => RuleSet;
  /** Undefined while policies that may be in force have not been read. */
  readonly policies: () => PolicySet | undefined;
  readonly controlPlane: () => Capabilities;
  /** Which version discovery names for clients that name none. */
  readonly preferred: PreferredVersions;
  /** What is added to members' OpenAPI documents. */
  readonly definitions: (added: readonly AddedKind[], controlPlane: Capabilities) => AddedDefinitions;
  readonly limits: GatewayLimits;
  readonly watches: OpenWatches;
  readonly metrics: GatewayMetrics;
  readonly failures: FailureLog;
  /** Members and kinds whose writes are rehearsed; see rehearsal.ts. */
  readonly rehearsed: Set<string>;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
}

/** One request and its answer. */
export interface Exchange {
  readonly context: GatewayContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly member: RoutedMember;
  readonly target: Target;
  /** Aborted when the client goes away before it has the whole answer. */
  readonly signal: AbortSignal;
  /** What became known on the way, for metrics, the log and the headers of the answer. */
  readonly record: { conversion?: ConversionLabels; warnings?: readonly string[] };
}

/** An exchange as it begins. The signal is made when somebody asks for it: most exchanges never do. */
export function beginExchange(parts: Omit<Exchange, 'signal' | 'record'>): Exchange {
  let signal: AbortSignal | undefined;
  return {
    ...parts,
    record: {},
    get signal() {
      return (signal ??= signalOf(parts.response));
    },
  };
}

function signalOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (hasGone(response)) gone.abort();
  else
    response.once('close', () => {
      if (hasGone(response)) gone.abort();
    });
  return gone.signal;
}

/** Whether the client has gone before it had the whole answer. */
export function hasGone({ destroyed, writableFinished }: ServerResponse): boolean {
  return destroyed && !writableFinished;
}

/** How the objects of one request are converted. */
export interface Translation {
  readonly family: Family;
  /** The apiVersion that the client sees. */
  readonly wanted: string;
  /** The apiVersion that the member serves. */
  readonly served: string;
  /** What becomes of references to other kinds, which the member or the client may know in other versions; left out for nothing. */
  readonly references?: References;
}

/** A request for objects in a version that the member does not serve. */
export interface ConvertedRequest {
  readonly exchange: Exchange;
  readonly path: ResourcePath;
  readonly translation: Translation;
  /** The whole body; empty when there is none. */
  readonly body: Buffer;
  /** Of a write of a kind whose schema is known. */
  readonly checks?: WriteChecks;
}

/** How the fields of a written object are checked. */
interface WriteChecks {
  readonly level: FieldValidation;
  readonly schema: ObjectNode;
}

/** The translation as metrics and messages name it. */
export function labelsOf({ family, wanted, served }: Translation): ConversionLabels {
  return { kind: family.kind, from: wanted, to: served };
}
