import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { problem, ProblemError } from '../errors.ts';
import { LOG_LEVELS, type LogLevel } from '../telemetry/log-levels.ts';
import { collect } from './convert-command.ts';
import { httpsOrigin } from './https-origin.ts';
import { parseListenAddress, type ListenAddress } from './listen-address.ts';
import { addMemberOptions, memberManagementOf, type MemberFlags } from './member-flags.ts';
import type { MemberOrigin } from './member-source.ts';
import type { ServeOptions } from './serve.ts';
import type { WebhookTarget } from './webhook-registration.ts';

const HELP = `
Members come from exactly one of --karmada-kubeconfig, --fleet and --embedded. Without --tls-cert and --tls-key, Karmorph
makes and renews its own certificate in --cert-dir; clients trust the ca.crt there.

Paths: /members/<name>/ (the gateway to a member), /admission/mutate and /admission/validate (AdmissionReview),
/admission/rules (AdmissionReview of ConversionRules and conversion policies), /convert (ConversionReview of custom resources),
/v1/dry-run (what would each member get?), /v1/openapi.json (its OpenAPI document), /livez, /readyz, /metrics.

A dry run is answered to those whom the Karmada API server of --karmada-kubeconfig lets post to /v1/dry-run; without it, to this host
only.

Rules are the built-in ones, those of --rules, and, with --karmada-kubeconfig, the ConversionRule objects there.

API servers prove who they are at /admission/ by a certificate of --admission-client-ca with one of the names in
--admission-client-name. Without these, only callers on the same host are answered there, unless --admission-unauthenticated is given.
At /convert nobody is asked: API servers have no credentials for conversion webhooks, and it tells nothing of members.

--manage-webhooks registers the webhooks for the kinds that have rules, as they come and go; of several replicas one does so.
--manage-members puts members that lack versions behind the gateway, those that are labelled karmorph.io/adoption=enabled or all but those that
are labelled disabled, verifies the way first, and rolls back what does not work: docs/adoption.md. Of several replicas one does so.
What members lose is a warning, unless a conversion policy allows or refuses it: one of --policies, or, with --karmada-kubeconfig, a
ConversionPolicy or ClusterConversionPolicy object there. docs/conversion-policy.md describes them.

Requests are traced when OTEL_EXPORTER_OTLP_ENDPOINT names an OpenTelemetry collector; docs/operations.md describes it.

SIGTERM and SIGINT stop it in order, a second one at once. Logs are JSON lines on standard error.

Examples:
  karmorph serve --embedded
  karmorph serve --fleet fleet.yaml --listen 127.0.0.1:9443
  karmorph serve --karmada-kubeconfig karmada.config --listen 0.0.0.0:8443 --tls-cert tls.crt --tls-key tls.key`;

const DEFAULT_CERT_DIR = '.karmorph/certs';

interface Flags extends MemberFlags {
  readonly listen: ListenAddress;
  readonly fleet?: string;
  readonly embedded?: true;
  readonly tlsKey?: string;
  readonly certDir?: string;
  readonly dnsName?: readonly string[];
  readonly logLevel?: LogLevel;
  readonly shutdownDelay: number;
  readonly shutdownGrace: number;
  readonly rules?: readonly string[];
  readonly admissionClientCa?: string;
  readonly admissionClientName?: readonly string[];
  readonly admissionUnauthenticated?: true;
  readonly manageWebhooks?: true;
  readonly webhookUrl?: string;
  readonly webhookCa?: string;
  readonly policies?: readonly string[];
}

/** Adds `serve` to the program. `run` is called when the flags are right. */
export function addServeCommand(
  program: Command,
  run: (options: Omit<ServeOptions, 'version'>) => Promise<void>,
): void {
  const command = program
    .command('serve')
    .description('answer API servers and Karmada: gateway to members, admission webhooks, dry run')
    .addOption(
      new Option('--listen <host:port>', 'address to listen at')
        .argParser(parseListen)
        .default({ host: '127.0.0.1', port: 8443 }, '127.0.0.1:8443'),
    )
    .option('--karmada-kubeconfig <file>', 'read the members from this Karmada API server')
    .option('--fleet <file>', 'read the members from a fleet file')
    .option('--embedded', 'show what Karmorph does with sample members; no cluster is needed')
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
      collect,
    )
    .option(
      '--policies <path>',
      'file with a conversion policy, or folder of them: what may be lost, and what is refused; repeatable',
      collect,
    )
    .option('--tls-cert <file>', 'PEM certificate to serve with; read again when it changes')
    .option('--tls-key <file>', 'PEM key of the certificate')
    .option('--cert-dir <directory>', 'directory for a certificate of our own (default: .karmorph/certs)')
    .option('--dns-name <name>', 'name to put into a certificate of our own; repeatable', collect)
    .option('--admission-client-ca <file>', 'PEM CA of the certificates that callers of /admission/ must show')
    .option(
      '--admission-client-name <name>',
      'common name, DNS name, IP address or URI that such a certificate may have; repeatable',
      collect,
    )
    .option(
      '--admission-unauthenticated',
      'answer whoever can reach /admission/; it tells names and versions of members',
    )
    .option('--manage-webhooks', 'write the webhook configurations of the Karmada API server, and keep them up to date')
    .option(
      '--webhook-url <url>',
      'how the Karmada API server reaches Karmorph, such as https://karmorph.karmorph-system.svc',
    )
    .option(
      '--webhook-ca <file>',
      'PEM CA of the serving certificate, for the webhook configurations (default: ca.crt in --cert-dir)',
    )
    .addOption(
      new Option('--log-level <level>', 'what to log (default: info; warn with --embedded)').choices(LOG_LEVELS),
    )
    .option(
      '--shutdown-delay <seconds>',
      'how long /readyz alone says that it stops, after SIGTERM, so that load balancers look elsewhere',
      parseSeconds,
      1,
    )
    .option('--shutdown-grace <seconds>', 'how long requests under way may take when it stops', parseSeconds, 20);
  addMemberOptions(command)
    .addHelpText('after', HELP)
    .action((flags: Flags) => run(serveOptions(flags)));
}

function serveOptions(flags: Flags): Omit<ServeOptions, 'version'> {
  const { certDir = DEFAULT_CERT_DIR } = flags;
  const members = originOf(flags);
  if (!flags.manageWebhooks && (flags.webhookUrl ?? flags.webhookCa) !== undefined) {
    throw misused('--webhook-url and --webhook-ca need --manage-webhooks');
  }
  return {
    listen: flags.listen,
    members,
    tls: tlsOf(flags),
    logLevel: flags.logLevel ?? (members.from === 'samples' ? 'warn' : 'info'),
    delaySeconds: flags.shutdownDelay,
    graceSeconds: flags.shutdownGrace,
    ruleFiles: flags.rules ?? [],
    admission: admissionOf(flags),
    ...(flags.manageWebhooks && { webhooks: webhooksOf(flags) }),
    ...memberManagementOf(flags, certDir),
    policyFiles: flags.policies ?? [],
  };
}

function originOf({ karmadaKubeconfig, fleet, embedded }: Flags): MemberOrigin {
  const origins: MemberOrigin[] = [
    ...(karmadaKubeconfig === undefined ? [] : [{ from: 'karmada', kubeconfig: karmadaKubeconfig } as const]),
    ...(fleet === undefined ? [] : [{ from: 'fleet', file: fleet } as const]),
    ...(embedded ? [{ from: 'samples' } as const] : []),
  ];
  const [origin] = origins;
  if (origin && origins.length === 1) return origin;
  const given = origins.length === 0 ? 'none of them' : 'more than one';
  throw misused(`give exactly one of --karmada-kubeconfig, --fleet and --embedded; there is ${given}`);
}

function tlsOf({ tlsCert, tlsKey, certDir, dnsName = [] }: Flags): ServeOptions['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) {
    return { directory: certDir ?? DEFAULT_CERT_DIR, dnsNames: dnsName };
  }
  if (tlsCert === undefined || tlsKey === undefined) throw misused('--tls-cert and --tls-key belong together');
  if (certDir !== undefined) throw misused('give either --tls-cert and --tls-key, or --cert-dir');
  return { certificate: tlsCert, privateKey: tlsKey };
}

function admissionOf(flags: Flags): ServeOptions['admission'] {
  const { admissionClientCa: caFile, admissionClientName: names = [], admissionUnauthenticated } = flags;
  if (caFile === undefined) {
    if (names.length > 0) throw misused('--admission-client-name needs --admission-client-ca');
    return { allow: admissionUnauthenticated ? 'everyone' : 'same-host' };
  }
  if (admissionUnauthenticated) throw misused('give either --admission-client-ca or --admission-unauthenticated');
  if (names.length === 0) throw misused('--admission-client-ca needs --admission-client-name: a CA vouches for many');
  return { allow: 'certificates', caFile, names };
}

function webhooksOf({ karmadaKubeconfig, webhookUrl, webhookCa, tlsCert, certDir }: Flags): WebhookTarget {
  if (karmadaKubeconfig === undefined) throw misused('--manage-webhooks needs --karmada-kubeconfig');
  const url = httpsOrigin(webhookUrl);
  if (url === undefined) {
    throw misused('--manage-webhooks needs --webhook-url, an https URL without a path');
  }
  if (webhookCa !== undefined) return { url, caFile: webhookCa };
  if (tlsCert !== undefined) throw misused('--manage-webhooks with --tls-cert needs --webhook-ca');
  return { url, caFile: join(certDir ?? DEFAULT_CERT_DIR, 'ca.crt') };
}

function misused(reason: string): ProblemError {
  return new ProblemError(problem('SERVE_OPTIONS', { reason }));
}

function parseListen(value: string): ListenAddress {
  const address = parseListenAddress(value);
  if (address) return address;
  throw new InvalidArgumentError('an address is HOST:PORT, such as 127.0.0.1:8443 or [::1]:8443.');
}

function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (value !== '' && seconds >= 0 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('it is a number of seconds from 0 to 3600.');
}
