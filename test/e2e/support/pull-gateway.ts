import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiServer, Environment } from './api-server.ts';
import { Client, type KubeObject } from './client.ts';
import { PROGRAM } from './karmorph.ts';
import { shippedManifests } from './manifests.ts';
import { freePort } from './ports.ts';
import { ManagedProcess } from './process.ts';

/** A gateway next to the agent of one member, as manifests/pull describes it. */
export interface PullGateway {
  /** What the agent reaches its member by. */
  readonly kubeconfig: string;
  /** Where the member is, through the gateway. */
  readonly memberUrl: string;
}

const READY_TIMEOUT_MS = 20_000;

/** Starts the process that the shipped Deployment describes, with the shipped fleet file, and writes the shipped kubeconfig for the agent. */
export async function startPullGateway(environment: Environment, member: ApiServer): Promise<PullGateway> {
  const { binaries, pki, run } = environment;
  const url = `https://127.0.0.1:${await freePort()}`;
  const objects = await shippedManifests(binaries, 'pull', { url, caPem: pki.caPem });
  const folder = join(run.folder(member.name), 'fleet');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), pki.caPem);
  writeFileSync(join(folder, 'token'), member.token, { mode: 0o600 });
  const filled = (text: string): string =>
    text
      .replaceAll('/members/member', `/members/${member.name}`)
      .replaceAll('https://kubernetes.default.svc', member.url)
      .replaceAll('/etc/karmorph/ca/ca.crt', pki.ca)
      .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/token', join(folder, 'token'));
  const fleet = filled(textIn(objects, 'karmorph-fleet', 'fleet.yaml'));
  writeFileSync(join(folder, 'fleet.yaml'), fleet.replace('name: member', `name: ${member.name}`));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, filled(textIn(objects, 'karmada-agent-gateway', 'kubeconfig')));
  const gateway = new ManagedProcess({
    name: `gateway of ${member.name}`,
    command: process.execPath,
    args: [PROGRAM, ...argumentsIn(objects).map((argument) => localArgument(argument, { folder, url, environment }))],
    logFile: run.file(member.name, 'gateway.log'),
  });
  const client = new Client({ server: url, caPem: pki.caPem, token: '' });
  await gateway.waitUntil(() => client.answers('/readyz'), READY_TIMEOUT_MS);
  client.close();
  return { kubeconfig, memberUrl: `${url}/members/${member.name}` };
}

function textIn(objects: readonly KubeObject[], name: string, key: string): string {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(name));
  const text = (found?.['data'] as Record<string, string> | undefined)?.[key];
  if (text === undefined) throw new Error(`manifests/pull has no ${key} in a ConfigMap ${name}`);
  return text;
}

function argumentsIn(objects: readonly KubeObject[]): readonly string[] {
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const { template } = deployment?.spec as { template: { spec: { containers: { args: string[] }[] } } };
  return template.spec.containers[0]!.args;
}

interface Place {
  readonly folder: string;
  readonly url: string;
  readonly environment: Environment;
}

/** The same argument for a process of this machine. */
function localArgument(argument: string, { folder, url, environment: { pki } }: Place): string {
  return argument
    .replace('0.0.0.0:8443', new URL(url).host)
    .replace('/etc/karmorph/fleet', folder)
    .replace('/etc/karmorph/tls/tls.crt', pki.server.certificate)
    .replace('/etc/karmorph/tls/tls.key', pki.server.key);
}
