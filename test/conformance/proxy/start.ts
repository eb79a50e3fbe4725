import { existsSync, writeFileSync } from 'node:fs';
import { ManagedProcess } from '../../e2e/support/process.ts';
import { PROGRAM } from '../../e2e/support/karmorph.ts';
import type { OldServer, Servers } from '../support/servers.ts';

/** Who the user of a proxy is in `m121`: whom a certificate names. */
export const CERTIFIED_USER = 'karmada-apiserver';

const READY_TIMEOUT_MS = 20_000;

/** Starts `karmorph proxy` with a user's own kubeconfig, and gives the file that it writes for clients. */
export async function startProxy(servers: Servers, name: OldServer): Promise<string> {
  const { run } = servers.environment;
  const kubeconfig = run.file(`own-${name}.kubeconfig`);
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(servers, name)));
  const written = run.file(`proxy-${name}.kubeconfig`);
  const proxy = new ManagedProcess({
    name: `karmorph proxy to ${name}`,
    command: process.execPath,
    args: [PROGRAM, 'proxy', `--kubeconfig=${kubeconfig}`, `--write-kubeconfig=${written}`, '--as-release=1.34'],
    logFile: run.file(`proxy-${name}.log`),
  });
  await proxy.waitUntil(() => Promise.resolve(existsSync(written)), READY_TIMEOUT_MS);
  return written;
}

/** To `m121` by a client certificate, to `m124` by a plugin that has the token. */
function kubeconfigOf({ environment, members }: Servers, name: OldServer): object {
  const { ca, webhookClient } = environment.pki;
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };
  const token = JSON.stringify({ ...credential, status: { token: members[name].token } });
  const users = {
    m121: { 'client-certificate': webhookClient.certificate, 'client-key': webhookClient.key },
    m124: { exec: { apiVersion: credential.apiVersion, command: 'echo', args: [token], interactiveMode: 'Never' } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server: members[name].url, 'certificate-authority': ca } }],
    users: [{ name, user: users[name] }],
  };
}
