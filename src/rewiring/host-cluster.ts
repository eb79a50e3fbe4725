import { problem, type Problem } from '../errors.ts';
import { objectAt, type JsonObject } from '../json/json.ts';
import { pause, type Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient } from '../kube/kube-client.ts';

export interface HostCluster {
  /** Talks to the cluster that Karmada's control plane runs in. */
  readonly client: KubeClient;
  /** Where Karmada's Deployments are. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** Their informers keep the address that a member had when they began to follow it. */
const FOLLOWERS = [
  { name: 'karmada-controller-manager', isOptional: false },
  { name: 'karmada-search', isOptional: true },
];
/** What `kubectl rollout restart` writes, too. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
const REQUEST_MS = 15_000;
const POLL_MS = 1_000;
const ROLLOUT_MS = 180_000;

/** Restarts what follows members, as `kubectl rollout restart` does, and waits until only new processes run. Gives what went wrong. */
export async function restartFollowers(host: HostCluster): Promise<Problem | undefined> {
  for (const { name, isOptional } of FOLLOWERS) {
    const reason = await restart(host, name).catch((error: unknown) => {
      const isAbsent = error instanceof KubeRefused && error.status === 404;
      return isAbsent && isOptional ? undefined : kubeProblem(name, error).message;
    });
    if (reason !== undefined) return problem('ADOPTION_RESTART_FAILED', { namespace: host.namespace, name, reason });
  }
  return undefined;
}

async function restart(host: HostCluster, name: string): Promise<string | undefined> {
  const { client, namespace, clock, stopping } = host;
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const deadline = { clock, milliseconds: REQUEST_MS, stopping, path };
  const annotations = { [RESTARTED_AT]: new Date(clock.now()).toISOString() };
  const patch = { spec: { template: { metadata: { annotations } } } };
  let deployment = await within(deadline, (signal) => readObject(client, path, { signal, patch }));
  const until = clock.now() + ROLLOUT_MS;
  while (!isRolledOut(deployment)) {
    if (clock.now() >= until || stopping.aborted) return `it has not rolled out within ${ROLLOUT_MS / 1000} s`;
    await pause(clock, POLL_MS, stopping);
    deployment = await within(deadline, (signal) => readObject(client, path, { signal }));
  }
  return undefined;
}

/** As `kubectl rollout status` has it: every process is new and available, and no old one is left. */
function isRolledOut(deployment: JsonObject): boolean {
  const status = objectAt(deployment, 'status') ?? {};
  const generation = numberAt(objectAt(deployment, 'metadata'), 'generation', 0);
  if (numberAt(status, 'observedGeneration', -1) < generation) return false;
  const wanted = numberAt(objectAt(deployment, 'spec'), 'replicas', 1);
  return ['replicas', 'updatedReplicas', 'availableReplicas'].every((count) => numberAt(status, count, 0) === wanted);
}

function numberAt(object: JsonObject | undefined, key: string, otherwise: number): number {
  const value = object?.[key];
  return typeof value === 'number' ? value : otherwise;
}
