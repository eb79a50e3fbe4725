import { join, resolve } from 'node:path';
import {
  certificateFromFiles,
  certificateFromStore,
  type CertificateFiles,
  type CertificateSource,
} from '../server/certificate-source.ts';
import type { AdmissionCallers } from '../server/callers.ts';
import { clientCaFromFile } from '../server/client-ca.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { DecideAccess } from '../dry-run/access.ts';
import { createReviews } from '../dry-run/reviews.ts';
import { createTokenAccess } from '../dry-run/token-access.ts';
import { startService } from '../server/service.ts';
import type { Logger } from 'pino';
import { gatherLines } from '../telemetry/gathered-lines.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { LogLevel } from '../telemetry/log-levels.ts';
import { startDecisionEvents } from './decision-events.ts';
import { embeddedReport } from './embedded-report.ts';
import { followObjects } from './follow-objects.ts';
import { hostsOf, isLoopback, urlOf, type ListenAddress } from './listen-address.ts';
import { manageMembers, type MemberManagement } from './member-management.ts';
import { openMembers, type MemberOrigin } from './member-source.ts';
import { startingRules } from './rule-source.ts';
import { startingPolicies } from './policy-source.ts';
import { registration, type WebhookTarget } from './webhook-registration.ts';
import type { ManagedMembers } from '../rewiring/manage-members.ts';
import type { ManagedWebhooks } from '../webhooks/manage-webhooks.ts';
import { startTracing } from './start-tracing.ts';
import { awaitStopSignal } from './stop-signal.ts';
import type { Streams } from './streams.ts';

export interface ServeOptions {
  readonly listen: ListenAddress;
  readonly members: MemberOrigin;
  /** Files that somebody else renews, or a directory in which certificates are made and renewed. */
  readonly tls: CertificateFiles | { readonly directory: string; readonly dnsNames: readonly string[] };
  readonly logLevel: LogLevel;
  /** How long everything is answered as before, but /readyz, after SIGTERM: load balancers and Services follow within that. */
  readonly delaySeconds: number;
  /** How long requests that are under way may take when the service stops. */
  readonly graceSeconds: number;
  /** Files and folders with rules of one's own. */
  readonly ruleFiles: readonly string[];
  /** Who is answered at `/admission/`. */
  readonly admission:
    | { readonly allow: 'everyone' | 'same-host' }
    | { readonly allow: 'certificates'; readonly caFile: string; readonly names: readonly string[] };
  /** Files and folders with conversion policies. */
  readonly policyFiles: readonly string[];
  /** What is to be registered on the Karmada API server; nothing when left out. */
  readonly webhooks?: WebhookTarget;
  /** Whether and how members are put behind the gateway; nobody is when left out. */
  readonly management?: MemberManagement;
  readonly version: string;
  /** The environment of the process, in which OpenTelemetry is configured. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * `karmorph serve`: answers until SIGTERM or SIGINT, then stops in order. Throws ProblemError, or AggregateError of them,
 * for what keeps it from starting. A Karmada API server that cannot be reached does not: it is tried again.
 */
export async function runServe(options: ServeOptions, { stdout, stderr }: Streams): Promise<void> {
  const lines = gatherLines(stderr);
  // Whatever ends the process, what has been logged is written.
  process.once('exit', lines.flush);
  try {
    await serve(options, createLogger(options.logLevel, lines), stdout);
  } finally {
    lines.flush();
    process.off('exit', lines.flush);
  }
}

async function serve(options: ServeOptions, logger: Logger, stdout: Streams['stdout']): Promise<void> {
  const { listen, members: origin, tls, version } = options;
  const live = startingRules(options.ruleFiles, logger);
  const policies = startingPolicies(options.policyFiles, origin.from === 'karmada', logger);
  const certificates = await certificatesOf(tls, listen);
  const caFile = 'directory' in tls ? join(resolve(tls.directory), 'ca.crt') : undefined;
  if (caFile !== undefined) logger.info({ event: 'certificate_authority', file: caFile });
  const admissionCallers = await callersOf(options, logger);
  const members = await openMembers(origin, logger);
  const objects = followObjects(members.client, { rules: live, policies }, logger);
  const events = startDecisionEvents(members.client, logger);
  const tracing = await startTracing({ environment: options.environment ?? {}, version, logger });
  let registered: ManagedWebhooks | undefined;
  let managed: ManagedMembers | undefined;
  try {
    const { inventory, observe, observeSchemas } = members;
    const service = await startService({
      ...listen,
      certificates,
      admissionCallers,
      ...dryRunAccess(members.client, logger),
      inventory,
      rules: () => live.rules(),
      policies: () => policies.policies(),
      rulesReady: () => objects.rulesReady(),
      logger,
      version,
      onDecision: events.onDecision,
      preferred: members.preferred,
      tracing,
      ...(observe && { observe }),
      ...(observeSchemas && { observeSchemas }),
    });
    registered = registration(options, { live, objects, members, policies }, logger);
    const { adoption: metrics } = service;
    const [rules, rulesReady] = [() => live.rules(), () => objects.rulesReady()];
    managed = await manageMembers(options.management, { members, rules, rulesReady, metrics, logger });
    const stop = awaitStopSignal();
    if (origin.from === 'samples') {
      const url = urlOf({ host: listen.host, port: service.port });
      stdout.write(embeddedReport({ version, inventory, rules: live.rules(), url, caFile }));
    }
    await service.stop(stopOptions(await stop.received, options));
    stop.release();
  } finally {
    await managed?.stop();
    await registered?.stop();
    await objects.stop();
    await events.stop();
    await members.close();
    // Last, since a collector that is away may take its time.
    await tracing?.stop();
  }
}

/** Whoever stops it by hand sends SIGINT and waits for no load balancer. */
function stopOptions(
  signal: string,
  { delaySeconds, graceSeconds }: ServeOptions,
): { readonly drainMs: number; readonly graceMs: number } {
  return { drainMs: signal === 'SIGTERM' ? delaySeconds * 1000 : 0, graceMs: graceSeconds * 1000 };
}

/** Without a Karmada API server there is nobody to ask who a caller is: callers on the same host are answered. */
function dryRunAccess(client: KubeClient | undefined, logger: Logger): { readonly dryRunAccess?: DecideAccess } {
  if (!client) return {};
  const dryRunAccess = createTokenAccess({
    reviews: createReviews(client, SYSTEM_CLOCK),
    clock: SYSTEM_CLOCK,
    onProblem: ({ code, message, hint }) => logger.warn({ event: 'dry_run_access_problem', code, message, hint }),
  });
  return { dryRunAccess };
}

async function callersOf({ admission, listen, members }: ServeOptions, logger: Logger): Promise<AdmissionCallers> {
  if (admission.allow === 'certificates') {
    return { allow: 'certificates', ca: await clientCaFromFile(admission.caFile), names: admission.names };
  }
  if (members.from === 'karmada' && admission.allow === 'everyone') {
    logger.warn({
      event: 'admission_unauthenticated',
      message: 'whoever can reach /admission/ can learn names and versions of members',
      hint: 'Use --admission-client-ca; docs/webhooks.md describes it.',
    });
  }
  if (members.from === 'karmada' && admission.allow === 'same-host' && !isLoopback(listen)) {
    logger.warn({
      event: 'admission_same_host_only',
      message: 'API servers on other hosts are refused at /admission/',
      hint: 'Use --admission-client-ca; docs/webhooks.md describes it.',
    });
  }
  return admission;
}

function certificatesOf(tls: ServeOptions['tls'], listen: ListenAddress): Promise<CertificateSource> {
  if (!('directory' in tls)) return certificateFromFiles(tls);
  const { dnsNames, ipAddresses } = hostsOf(listen);
  return certificateFromStore({
    directory: tls.directory,
    dnsNames: [...dnsNames, ...tls.dnsNames],
    ipAddresses,
  });
}
