import { isJsonArray, isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { KubeRefused, readObject, type KubeClient, type KubeRequest } from '../kube/kube-client.ts';

export interface KarmadaApiOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** An object in a namespace. */
interface Reference {
  readonly namespace: string;
  readonly name: string;
}

/** What adoption reads and writes of Karmada. Everything throws ProblemError (`KUBE_*`), and KubeRefused for what was refused. */
export interface KarmadaApi {
  clusters(): Promise<readonly JsonObject[]>;
  /** Undefined when there is none. */
  cluster(name: string): Promise<JsonObject | undefined>;
  patchCluster(name: string, patch: JsonObject): Promise<JsonObject>;
  secret(reference: Reference): Promise<JsonObject | undefined>;
  patchSecret(reference: Reference, patch: JsonObject): Promise<JsonObject>;
  /** All objects of a collection. */
  list(path: string): Promise<readonly JsonObject[]>;
  create(path: string, object: JsonObject): Promise<JsonObject>;
  /** Which process of karmada-controller-manager is the leader; undefined when nobody tells. */
  controllerManager(): Promise<string | undefined>;
}

/** The collection of Clusters. */
export const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/karmada-system/leases/karmada-controller-manager';
const TIMEOUT_MS = 15_000;
const PAGE_SIZE = 100;

export function karmadaApi({ client, clock, stopping }: KarmadaApiOptions): KarmadaApi {
  const send = (path: string, request: Omit<KubeRequest, 'signal'> = {}): Promise<JsonObject> =>
    within({ clock, milliseconds: TIMEOUT_MS, stopping, path }, (signal) =>
      readObject(client, path, { ...request, signal }),
    );
  const find = async (path: string): Promise<JsonObject | undefined> => {
    try {
      return await send(path);
    } catch (error) {
      if (error instanceof KubeRefused && error.status === 404) return undefined;
      throw error;
    }
  };
  const list = async (path: string): Promise<readonly JsonObject[]> => {
    const found: JsonObject[] = [];
    let next = '';
    do {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(next === '' ? {} : { continue: next }) });
      const page = await send(`${path}?${query.toString()}`);
      if (isJsonArray(page.items)) found.push(...page.items.filter((item) => isJsonObject(item)));
      next = stringAt(objectAt(page, 'metadata'), 'continue') ?? '';
    } while (next !== '');
    return found;
  };
  return {
    list,
    clusters: () => list(CLUSTERS),
    cluster: (name) => find(`${CLUSTERS}/${name}`),
    patchCluster: (name, patch) => send(`${CLUSTERS}/${name}`, { patch }),
    secret: (reference) => find(secretPath(reference)),
    patchSecret: (reference, patch) => send(secretPath(reference), { patch }),
    create: (path, post) => send(path, { post }),
    controllerManager: async () => {
      try {
        return stringAt(objectAt(await find(LEASE), 'spec'), 'holderIdentity');
      } catch (error) {
        // It may not be allowed, which is no reason not to adopt.
        if (error instanceof KubeRefused) return undefined;
        throw error;
      }
    },
  };
}

function secretPath({ namespace, name }: Reference): string {
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}
