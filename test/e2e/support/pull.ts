import { ApiServer, type ApiServerFlavour } from './api-server.ts';
import type { Fleet } from './fleet.ts';
import { clusterId, CLUSTERS, memberIsReady } from './join.ts';
import { freePort } from './ports.ts';
import { ManagedProcess } from './process.ts';
import { startPullGateway, type PullGateway } from './pull-gateway.ts';

/** A member in pull mode: its agent runs beside it, and reaches it through a gateway next to it. */
export interface PullMember {
  readonly api: ApiServer;
  readonly gateway: PullGateway;
  readonly agent: ManagedProcess;
}

/** Starts an API server, a gateway for it and a karmada-agent, whose kubeconfig for the member names the gateway. */
export async function startPullMember(fleet: Fleet, name: string, flavour: ApiServerFlavour): Promise<PullMember> {
  const { environment, karmada } = fleet;
  const { binaries, run } = environment;
  const karmorph = await fleet.karmorph();
  const api = await ApiServer.start(environment, name, flavour);
  const gateway = await startPullGateway(environment, api);
  // The annotations tell plans that the member is behind a gateway.
  await karmada.client.post(CLUSTERS, {
    apiVersion: 'cluster.karmada.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name, annotations: karmorph.memberAnnotations(api) },
    spec: { syncMode: 'Pull', id: await clusterId(api) },
  });
  const agent = new ManagedProcess({
    name: `karmada-agent of ${name}`,
    command: binaries.karmada('agent'),
    args: [
      `--karmada-kubeconfig=${karmada.api.kubeconfig}`,
      `--kubeconfig=${gateway.kubeconfig}`,
      `--cluster-name=${name}`,
      `--cluster-api-endpoint=${gateway.memberUrl}`,
      // The member has no token controller that could make the tokens to report.
      '--report-secrets=None',
      '--leader-elect=false',
      '--cluster-status-update-frequency=10s',
      '--metrics-bind-address=0',
      `--health-probe-bind-address=127.0.0.1:${await freePort()}`,
    ],
    logFile: run.file(name, 'karmada-agent.log'),
  });
  await memberIsReady(karmada, name);
  return { api, gateway, agent };
}
