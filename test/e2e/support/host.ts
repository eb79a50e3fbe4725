import { eventually } from './eventually.ts';
import { accountAccess, type AccountAccess } from './account.ts';
import type { Fleet } from './fleet.ts';
import { kubectlApply } from './kubectl.ts';
import { shippedManifests } from './manifests.ts';
import { KARMADA_NAMESPACE, namespace } from './karmada-objects.ts';

const DEPLOYMENTS = `/apis/apps/v1/namespaces/${KARMADA_NAMESPACE}/deployments`;
const NAME = 'karmada-controller-manager';
const ACCOUNT = { namespace: 'karmorph-system', name: 'karmorph-restarter' };
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** Stands in for the cluster that Karmada runs in: an API server with the Deployment, and this object in place of its controller. */
export interface Host {
  /** That of the account of manifests/adoption-host. */
  readonly kubeconfig: string;
  /** What that account may do in a namespace. */
  rights(namespace: string): Promise<readonly object[]>;
  /** How often the Deployment was rolled out anew so far. */
  restarts(): number;
  stop(): Promise<void>;
}

/** Makes the Deployment in the member m134, and restarts the process of karmada-controller-manager when it is rolled out anew. */
export async function startHost(fleet: Fleet): Promise<Host> {
  const { client } = fleet.member('m134');
  const account = await restarter(fleet);
  await client.post(DEPLOYMENTS, deployment());
  let restarts = 0;
  let stopped = false;
  let seen: string | undefined;
  const follow = async (): Promise<void> => {
    const live = await client.get(`${DEPLOYMENTS}/${NAME}`);
    const template = (live.spec as unknown as ReturnType<typeof deployment>['spec']).template;
    const at = (template.metadata as { annotations?: Record<string, string> }).annotations?.[RESTARTED_AT];
    if (at === seen) return;
    seen = at;
    restarts++;
    await fleet.karmada.restartControllerManager();
    const counts = { replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1 };
    const status = { ...counts, observedGeneration: live.metadata.generation };
    await client.patch(`${DEPLOYMENTS}/${NAME}/status`, { status });
  };
  const running = eventually(
    'the tests are over',
    async () => {
      await follow();
      if (!stopped) throw new Error('not yet');
    },
    { timeoutMs: 300_000, intervalMs: 200 },
  );
  return {
    ...account,
    restarts: () => restarts,
    stop: async () => {
      stopped = true;
      await running;
      await client.delete(`${DEPLOYMENTS}/${NAME}`);
    },
  };
}

/** The account that may restart, with the rights that the project ships and no other. */
async function restarter(fleet: Fleet): Promise<AccountAccess> {
  const { binaries, pki } = fleet.environment;
  const host = fleet.member('m134');
  const shipped = await shippedManifests(binaries, 'adoption-host', { url: 'https://karmorph', caPem: pki.caPem });
  const namespaces = [KARMADA_NAMESPACE, ACCOUNT.namespace].map((name) => namespace(name));
  const { code, stderr } = await kubectlApply(binaries, host, [...namespaces, ...shipped]);
  if (code !== 0) throw new Error(`manifests/adoption-host: ${stderr}`);
  return accountAccess(fleet.environment, host, ACCOUNT);
}

function deployment() {
  const labels = { app: NAME };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: KARMADA_NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: NAME, image: 'karmada' }] } },
    },
  };
}
