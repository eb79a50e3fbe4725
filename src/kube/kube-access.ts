import type { RequestOptions } from 'node:https';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { checkEndpointUrl } from '../kubernetes/endpoint-url.ts';
import type { Clock } from './clock.ts';
import { withExecInfo } from './exec-info.ts';

/** A client certificate and its key, both PEM. */
interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Who one is for an API server. */
export interface Identity {
  /** `authorization`, and `impersonate-user` where the kubeconfig has one act as somebody else. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clientCertificate: ClientCertificate | undefined;
}

/** How a kubeconfig reaches a cluster. */
export interface KubeAccess {
  readonly context: string;
  /** Where its user is when no command says otherwise; undefined means `default`. */
  readonly namespace: string | undefined;
  /** `https://host:port`. */
  readonly server: string;
  /** PEM; undefined means the system's. */
  readonly caBundle: string | undefined;
  /** The name that the server's certificate is for; undefined means that of the address. */
  readonly serverName: string | undefined;
  /** Who one is now: the file is read again, and a plugin may be run. Throws ProblemError with KUBECONFIG_IDENTITY. */
  readonly identity: () => Promise<Identity>;
}

/** How long an answer to "who am I" holds: files are read and plugins are run that often at most. */
const IDENTITY_MS = 10_000;

/**
 * Reads one context of a kubeconfig file, the current one when none is named, and asks once who one is there. Throws ProblemError:
 * KUBECONFIG_UNUSABLE for what cannot be read, is not there, or is not safe to pass on; KUBECONFIG_IDENTITY.
 */
export async function kubeAccess(file: string, context: string | undefined, clock: Clock): Promise<KubeAccess> {
  const config = await loaded(file);
  if (context !== undefined) config.setCurrentContext(context);
  const server = serverOf(config, file);
  const first = await optionsOf(config, file);
  let known = { at: clock.now(), identity: Promise.resolve(identityOf(first)) };
  return {
    context: config.getCurrentContext(),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    server,
    caBundle: textOf(first.ca),
    serverName: config.getCurrentCluster()?.tlsServerName,
    identity: async () => {
      if (clock.now() - known.at > IDENTITY_MS) known = { at: clock.now(), identity: identityAgain(config, file) };
      return known.identity;
    },
  };
}

async function loaded(file: string): Promise<KubeConfig> {
  // It takes most of a second to load.
  const [client, { loadKubeconfig }] = await Promise.all([
    import('@kubernetes/client-node'),
    import('./load-kubeconfig.ts'),
  ]);
  const config = new client.KubeConfig();
  try {
    loadKubeconfig(config, file);
  } catch (error) {
    throw unusable(file, reasonOf(error));
  }
  config.users = config.users.map(withExecInfo);
  return config;
}

function serverOf(config: KubeConfig, file: string): string {
  // Typed as a text, but it is what the file has.
  const name: string | undefined = config.getCurrentContext();
  if (!name) throw unusable(file, 'it has no current-context');
  const cluster = config.getCurrentCluster();
  if (!cluster || !config.getCurrentUser())
    throw unusable(file, `it has no context "${name}" with a cluster and a user`);
  const url = checkEndpointUrl(cluster.server);
  if (!url.ok) throw unusable(file, `the server of its context "${name}": ${url.reason}`);
  const unsafe = cluster.skipTLSVerify ? 'insecure-skip-tls-verify' : cluster.proxyUrl ? 'proxy-url' : undefined;
  if (unsafe !== undefined) throw unusable(file, `the cluster of its context "${name}" has ${unsafe}`);
  return url.value;
}

/** Tokens and certificates may have been renewed in the file; the plugin's answers are kept in the configuration as long as they hold. */
async function identityAgain(config: KubeConfig, file: string): Promise<Identity> {
  const users: User[] = (await loaded(file)).users;
  config.users = users;
  // Without it, requests would go on as those of nobody.
  if (!config.getCurrentUser()) throw unidentified(file, 'it has no longer the user of its context');
  return identityOf(await optionsOf(config, file));
}

async function optionsOf(config: KubeConfig, file: string): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw unidentified(file, reasonOf(error));
  }
  return options;
}

function identityOf(options: RequestOptions): Identity {
  const { auth } = options;
  const given = Object.entries(options.headers ?? {});
  const headers = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value).trim()] as const));
  const basic = auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  const [certificate, privateKey] = [textOf(options.cert), textOf(options.key)];
  return {
    headers: { ...basic, ...headers },
    clientCertificate: certificate !== undefined && privateKey !== undefined ? { certificate, privateKey } : undefined,
  };
}

function textOf(pem: RequestOptions['ca'] | RequestOptions['key']): string | undefined {
  return typeof pem === 'string' || Buffer.isBuffer(pem) ? pem.toString() : undefined;
}

function unusable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('KUBECONFIG_UNUSABLE', { file, reason }));
}

function unidentified(file: string, reason: string): ProblemError {
  return new ProblemError(problem('KUBECONFIG_IDENTITY', { file, reason }));
}
