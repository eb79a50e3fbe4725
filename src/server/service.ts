import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DecideAccess } from '../dry-run/access.ts';
import { sameHostAccess } from '../dry-run/same-host.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { createGateway, type GatewayOptions } from '../gateway/gateway.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { NO_POLICIES, type PolicySet } from '../policies/policy-set.ts';
import type { AdoptionMetrics } from '../telemetry/adoption-metrics.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { DecisionRecord } from '../admission/record.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { createReviewers } from '../admission/reviewers.ts';
import { createAdmissionDoor } from './admission-door.ts';
import { createApp } from './app.ts';
import { createCallerCheck, type AdmissionCallers } from './callers.ts';
import type { CertificateSource } from './certificate-source.ts';
import type { ClientCa } from './client-ca.ts';
import { startListener, type Listener, type ServingPair } from './listener.ts';

export interface ServiceOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly certificates: CertificateSource;
  /** Who is answered at `/admission/`; callers on the same host alone when left out. */
  readonly admissionCallers?: AdmissionCallers;
  /** Who is answered at /v1/dry-run; callers on the same host alone when left out. */
  readonly dryRunAccess?: DecideAccess;
  readonly inventory: Inventory;
  readonly rules: () => RuleSet;
  /** False while rules that may be in force have not been read yet; always true where there are none to read. */
  readonly rulesReady?: () => boolean;
  /** Undefined while policies that may be in force have not been read; there are none when it is left out. */
  readonly policies?: () => PolicySet | undefined;
  readonly logger: Logger;
  /** The version of Karmorph, for the metrics. */
  readonly version: string;
  /** Told what the gateway sees members serve. */
  readonly observe?: GatewayOptions['observe'];
  /** Makes spans of requests; left out where nobody collects them. */
  readonly tracing?: Pick<Tracing, 'observe'> | undefined;
  /** Told what was decided of each template. */
  readonly onDecision?: (record: DecisionRecord) => void;
  /** Which version clients of the gateway use that name none; the member's own when left out. */
  readonly preferred?: GatewayOptions['preferred'] | undefined;
  /** Told what members say of themselves. */
  readonly observeSchemas?: GatewayOptions['observeSchemas'];
}

/** How a service ends. Times are milliseconds. */
interface StopOptions {
  /** How long to go on answering as before while /readyz says 503, so that whoever balances load looks elsewhere. */
  readonly drainMs: number;
  /** How long requests that are under way may take after that; what is left then, watches for example, is cut. */
  readonly graceMs: number;
}

/** Karmorph, answering. */
export interface Service {
  readonly host: string;
  readonly port: number;
  /** Counts what becomes of members, for whoever manages them. */
  readonly adoption: AdoptionMetrics;
  stop(options: StopOptions): Promise<void>;
}

/** Starts all doors on one listener. Throws ProblemError as {@link startListener} does. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host, port, certificates, inventory, rules, rulesReady = () => true, logger, version } = options;
  const { policies = () => NO_POLICIES, observe, observeSchemas, tracing } = options;
  const { admissionCallers = { allow: 'same-host' }, dryRunAccess = sameHostAccess } = options;
  const metrics = createMetrics(version, inventory, policies);
  const gateway = createGateway({
    ...{ inventory, rules, policies, logger, metrics: metrics.gateway, preferred: options.preferred },
    ...(observe && { observe }),
    ...(observeSchemas && { observeSchemas }),
  });
  let stopping = false;
  const app = createApp({
    inventory,
    rules,
    rulesReady,
    dryRunAccess,
    policies,
    metrics,
    logger,
    version,
    stopping: () => stopping,
  });
  const admission = createAdmissionDoor({
    reviewers: createReviewers({
      ...{ inventory, rules, policies },
      observe: {
        warnings: (count) => metrics.admissionWarnings(count),
        decided: (record) => {
          metrics.decision(record);
          options.onDecision?.(record);
        },
      },
    }),
    callers: createCallerCheck(admissionCallers),
    metrics,
    logger,
  });
  const ca = admissionCallers.allow === 'certificates' ? admissionCallers.ca : undefined;
  const listener = await startListener({
    ...{ host, port, pair: certificates.pair },
    clientCa: ca?.bundle,
    ...{ app, admission, gateway, tracing },
  });
  metrics.certificateExpires(endOf(certificates.pair));
  const following = followCertificates(certificates, { listener, metrics, logger });
  const followingCa = ca && followClientCa(ca, listener, logger);
  logger.info({ event: 'listening', host: listener.host, port: listener.port });
  return {
    host: listener.host,
    port: listener.port,
    adoption: metrics.adoption,
    stop: async ({ drainMs, graceMs }) => {
      stopping = true;
      logger.info({ event: 'stopping', drainMs, graceMs });
      following.close();
      followingCa?.close();
      listener.drain();
      await sleep(drainMs);
      const stopped = listener.stop(graceMs);
      // Only now, since clients go on at once, and must not come back.
      gateway.endWatches();
      await stopped;
      await gateway.close();
      logger.info({ event: 'stopped' });
    },
  };
}

interface Following {
  readonly listener: Listener;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

function followCertificates(source: CertificateSource, { listener, metrics, logger }: Following): { close(): void } {
  const onError = (error: unknown): void => logger.error({ event: 'certificate_failed', err: error });
  const use = (pair: ServingPair): void => {
    try {
      listener.setPair(pair);
      metrics.certificateExpires(endOf(pair));
      logger.info({ event: 'certificate_changed', expires: endOf(pair).toISOString() });
    } catch (error) {
      // The old certificate stays in use: files may be seen between two writes, and are read again.
      onError(error);
    }
  };
  return source.follow({ use, onError });
}

function followClientCa(ca: ClientCa, listener: Listener, logger: Logger): { close(): void } {
  const onError = (error: unknown): void => logger.error({ event: 'client_ca_failed', err: error });
  const use = (bundle: string): void => {
    try {
      listener.setClientCa(bundle);
      logger.info({ event: 'client_ca_changed' });
    } catch (error) {
      onError(error);
    }
  };
  return ca.follow({ use, onError });
}

function endOf({ certificate }: ServingPair): Date {
  return new Date(new X509Certificate(certificate).validTo);
}
