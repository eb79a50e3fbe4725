import { writeFileSync } from 'node:fs';
import type { ApiServer, Environment } from '../../e2e/support/api-server.ts';
import type { KubernetesVersion } from '../../e2e/support/assets/versions.ts';
import { Client } from '../../e2e/support/client.ts';
import { PROGRAM } from '../../e2e/support/karmorph.ts';
import { freePort } from '../../e2e/support/ports.ts';
import { ManagedProcess } from '../../e2e/support/process.ts';

/** Members in a fleet file, and whose versions their clients expect. */
export interface FleetOptions {
  /** Of this Karmorph, for its files. */
  readonly name: string;
  /** The Kubernetes minor of the control plane. */
  readonly controlPlane: string;
  readonly members: readonly { readonly server: ApiServer; readonly version: KubernetesVersion }[];
}

export interface RunningGateway {
  readonly url: string;
  /** Ends it as an orderly update does, and starts it again at the same address. */
  readonly restart: () => Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;

/** Starts Karmorph without Karmada: its members are in a fleet file. */
export async function startKarmorph({ pki, run }: Environment, options: FleetOptions): Promise<RunningGateway> {
  const { name, controlPlane, members } = options;
  const fleet = {
    controlPlane: { kubernetesVersion: controlPlane },
    members: members.map(({ server, version }) => ({
      name: server.name,
      kubernetesVersion: version,
      apiEndpoint: server.url,
      caFile: pki.ca,
    })),
  };
  const fleetFile = run.file(`${name}-fleet.json`);
  writeFileSync(fleetFile, JSON.stringify(fleet));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `https://${address}`;
  const start = async (): Promise<ManagedProcess> => {
    const tls = [`--tls-cert=${pki.server.certificate}`, `--tls-key=${pki.server.key}`];
    const karmorph = new ManagedProcess({
      name,
      command: process.execPath,
      args: [PROGRAM, 'serve', `--listen=${address}`, `--fleet=${fleetFile}`, '--shutdown-grace=1', ...tls],
      logFile: run.file(`${name}.log`),
    });
    const client = new Client({ server: url, caPem: pki.caPem, token: '' });
    await karmorph.waitUntil(() => client.answers('/readyz'), READY_TIMEOUT_MS);
    client.close();
    return karmorph;
  };
  let running = await start();
  const restart = async (): Promise<void> => {
    await running.stop();
    running = await start();
  };
  return { url, restart };
}
