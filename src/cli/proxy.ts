import { randomBytes } from 'node:crypto';
import { createAuthority } from '../../certs/authority.ts';
import { issueCertificate } from '../../certs/issue.ts';
import { problem, ProblemError } from '../errors.ts';
import { sendProblem } from '../gateway/answer.ts';
import { createGateway } from '../gateway/gateway.ts';
import { fixedInventory } from '../inventory/fixed-inventory.ts';
import type { Inventory, Member } from '../inventory/inventory.ts';
import { servedBy } from '../inventory/served-versions.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { kubeAccess, type Identity, type KubeAccess } from '../kube/kube-access.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { startListener, type ListenerOptions } from '../server/listener.ts';
import { createProxyDoor } from '../server/proxy-door.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { LogLevel } from '../telemetry/log-levels.ts';
import { hostsOf, urlOf, type ListenAddress } from './listen-address.ts';
import { proxyKubeconfig, removeKubeconfig, writeProxyKubeconfig } from './proxy-kubeconfig.ts';
import { startingRules } from './rule-source.ts';
import { awaitStopSignal } from './stop-signal.ts';
import type { Streams } from './streams.ts';

export interface ProxyOptions {
  readonly kubeconfig: string;
  /** Undefined means the current one. */
  readonly context: string | undefined;
  readonly listen: ListenAddress;
  /** Undefined means standard output. */
  readonly writeKubeconfig: string | undefined;
  /** The Kubernetes release whose kinds and versions clients find. */
  readonly asRelease: string;
  readonly ruleFiles: readonly string[];
  readonly logLevel: LogLevel;
}

/** The cluster's name in paths; the name of a context may have any character. */
const MEMBER = 'cluster';
/** Nobody who uses the proxy waits for it to end. */
const GRACE_MS = 1000;
/** A year: longer than a proxy runs. */
const DAYS = 365;
const TOKEN_BYTES = 32;

/**
 * `karmorph proxy`: answers until SIGTERM or SIGINT. Throws ProblemError for what keeps it from starting; a cluster that does not answer does
 * not: it is tried with each request.
 */
export async function runProxy(options: ProxyOptions, streams: Streams): Promise<void> {
  const { listen, asRelease, kubeconfig, context, ruleFiles } = options;
  const logger = createLogger(options.logLevel, streams.stderr);
  const rules = startingRules(ruleFiles, logger);
  const controlPlane = releaseOf(asRelease);
  const access = await kubeAccess(kubeconfig, context, SYSTEM_CLOCK);
  const { inventory, identity } = await followed(access, controlPlane);
  const gateway = createGateway({ inventory, rules: () => rules.rules(), logger, preferred: 'newest' });
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const { ca, pair } = await certificates(listen);
  const listener = await startListener({
    ...listen,
    pair,
    app: notFound,
    admission: notFound,
    gateway: createProxyDoor({ gateway, token, identity }),
  });
  const server = `${urlOf({ ...listen, port: listener.port })}/members/${MEMBER}`;
  const written = proxyKubeconfig({ server, ca, token, namespace: access.namespace });
  const stop = awaitStopSignal();
  try {
    await tell({ ...options, written, server, access }, streams);
    await stop.received;
  } finally {
    // First: a second signal ends the process at once, and the file must not stay.
    if (options.writeKubeconfig !== undefined) await removeKubeconfig(options.writeKubeconfig, written);
    await listener.stop(GRACE_MS);
    await gateway.close();
    stop.release();
  }
}

function releaseOf(release: string): Capabilities {
  const served = servedBy(release);
  if (served.ok) return served.capabilities;
  throw new ProblemError(served.problem);
}

interface Followed {
  readonly inventory: Inventory;
  readonly identity: () => Promise<Identity>;
}

/** One member, which is shown the client certificate of the identity that was asked for last. */
async function followed(access: KubeAccess, controlPlane: Capabilities): Promise<Followed> {
  const { server, caBundle, serverName } = access;
  let current = await access.identity();
  const member = (): Member => ({
    name: MEMBER,
    capabilities: capabilitiesOf(undefined, []),
    endpoint: { url: server, caBundle, serverName, clientCertificate: current.clientCertificate },
  });
  const inventory = {
    ...fixedInventory([], controlPlane),
    members: () => [member()],
    member: (name: string) => (name === MEMBER ? member() : undefined),
  };
  const identity = async (): Promise<Identity> => (current = await access.identity());
  return { inventory, identity };
}

async function certificates(listen: ListenAddress): Promise<{ ca: string; pair: ListenerOptions['pair'] }> {
  const now = new Date();
  const authority = await createAuthority({ commonName: 'karmorph proxy', days: DAYS, now });
  const names = hostsOf(listen);
  const pair = await issueCertificate(authority, { commonName: MEMBER, ...names, usage: 'server', days: DAYS, now });
  return { ca: authority.certificate, pair };
}

const notFound: ListenerOptions['app'] = ({ method = '', url = '' }, response) =>
  sendProblem(response, problem('PATH_UNKNOWN', { method, path: url.replace(/\?.*$/, '') }));

interface Told extends ProxyOptions {
  readonly written: string;
  readonly server: string;
  readonly access: KubeAccess;
}

/** Where it is, for people; on standard error where standard output has the kubeconfig. */
async function tell({ writeKubeconfig, written, server, access, asRelease }: Told, streams: Streams): Promise<void> {
  if (writeKubeconfig === undefined) streams.stdout.write(written);
  else await writeProxyKubeconfig(writeKubeconfig, written);
  const use = writeKubeconfig === undefined ? '' : `Use it so:  export KUBECONFIG=${writeKubeconfig}\n`;
  const where = `${server} is ${access.server} (context "${access.context}") with the kinds of Kubernetes ${asRelease}.`;
  (writeKubeconfig === undefined ? streams.stderr : streams.stdout).write(`${where}\n${use}Ctrl+C ends it.\n`);
}
