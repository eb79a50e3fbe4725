import { problem, type Problem } from '../errors.ts';
import { jsonEqual } from '../json/equal.ts';
import { objectAt, type Json, type JsonObject } from '../json/json.ts';
import { pause, type Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient, type KubeRequest } from '../kube/kube-client.ts';
import { startReflector, type Reflector } from '../kube/reflector.ts';
import { CONFIGURATION_NAME } from './webhook-configurations.ts';

export interface ManageWebhooksOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Asked before each write. */
  readonly isLeader: () => boolean;
  /** The configurations for what is in force; undefined while that is not known, and so nothing is to be changed. */
  readonly wanted: () => Promise<readonly JsonObject[] | undefined>;
  /** Told of each write. */
  readonly onWritten: (kind: string, change: 'created' | 'updated') => void;
  readonly onProblem: (problem: Problem) => void;
}

export interface ManagedWebhooks {
  stop(): Promise<void>;
}

const API = '/apis/admissionregistration.k8s.io/v1/';
const COLLECTIONS: ReadonlyMap<string, string> = new Map([
  ['MutatingWebhookConfiguration', `${API}mutatingwebhookconfigurations`],
  ['ValidatingWebhookConfiguration', `${API}validatingwebhookconfigurations`],
]);
/** How soon a new rule, policy or CA is in the configurations: comparing costs no request. */
const COMPARE_MS = 2_000;
const WRITE_TIMEOUT_MS = 10_000;

/**
 * Keeps the webhook configurations of an API server as they should be: compares what is there with what is wanted, and writes
 * where that differs, whoever made the difference. Both are followed by a watch, so that nothing is asked for in between.
 */
export function startManagingWebhooks(options: ManageWebhooksOptions): ManagedWebhooks {
  const stopping = new AbortController();
  const configurations = [...COLLECTIONS].map(
    ([kind, path]) => new Configuration({ ...options, kind, path }, stopping),
  );
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const wanted = options.isLeader() ? await options.wanted() : undefined;
      for (const each of configurations) await each.settle(wanted?.find(({ kind }) => kind === each.kind));
      await pause(options.clock, COMPARE_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([running, ...configurations.map((each) => each.stop())]);
    },
  };
}

type ConfigurationOptions = ManageWebhooksOptions & { readonly kind: string; readonly path: string };

/** One configuration: what there is, and what was made of what was written. */
class Configuration {
  readonly kind: string;
  readonly #options: ConfigurationOptions;
  readonly #stopping: AbortController;
  readonly #reflector: Reflector;
  #isRead = false;
  #live: JsonObject | undefined;
  #listed: JsonObject | undefined;
  /** What an API server stored instead of what was written. */
  #adjusted: { readonly wanted: Json | undefined; readonly stored: Json | undefined } | undefined;

  constructor(options: ConfigurationOptions, stopping: AbortController) {
    this.kind = options.kind;
    this.#options = options;
    this.#stopping = stopping;
    const { client, clock, path, onProblem } = options;
    this.#reflector = startReflector({
      ...{ client, clock, path, name: CONFIGURATION_NAME },
      sink: {
        beginList: () => (this.#listed = undefined),
        put: (object) => {
          this.#listed = object;
          if (this.#isRead) this.#live = object;
        },
        endList: () => {
          this.#live = this.#listed;
          this.#isRead = true;
        },
        remove: () => (this.#live = undefined),
      },
      onProblem: (cause) => onProblem(cause),
    });
  }

  stop(): Promise<void> {
    return this.#reflector.stop();
  }

  /** Writes what is wanted, unless it is there, or what is there is not known. */
  async settle(wanted: JsonObject | undefined): Promise<void> {
    const { isLeader, onProblem } = this.#options;
    if (!wanted || !this.#isRead || this.#isAsWanted(wanted) || !isLeader()) return;
    try {
      await this.#write(wanted);
    } catch (error) {
      // Changed, made or deleted meanwhile: the watch brings what there is now.
      const isLate = error instanceof KubeRefused && (error.status === 409 || error.status === 404);
      if (!isLate && !this.#stopping.signal.aborted) onProblem(kubeProblem(this.#options.path, error));
    }
  }

  #isAsWanted(wanted: JsonObject): boolean {
    const live = this.#live;
    if (!live || !hasLabels(live, wanted)) return false;
    if (jsonEqual(live.webhooks, wanted.webhooks)) return true;
    return jsonEqual(this.#adjusted?.wanted, wanted.webhooks) && jsonEqual(this.#adjusted?.stored, live.webhooks);
  }

  async #write(wanted: JsonObject): Promise<void> {
    const { kind, path, onWritten, onProblem } = this.#options;
    const live = this.#live;
    const stored = live
      ? await this.#send(`${path}/${CONFIGURATION_NAME}`, { put: { ...live, ...merged(live, wanted) } })
      : await this.#send(path, { post: wanted });
    this.#live = stored;
    onWritten(kind, live ? 'updated' : 'created');
    if (jsonEqual(stored.webhooks, wanted.webhooks)) return;
    this.#adjusted = { wanted: wanted.webhooks, stored: stored.webhooks };
    onProblem(problem('WEBHOOKS_CHANGED_BY_SERVER', { kind, name: CONFIGURATION_NAME }));
  }

  #send(path: string, request: Omit<KubeRequest, 'signal'>): Promise<JsonObject> {
    const { client, clock } = this.#options;
    const deadline = { clock, milliseconds: WRITE_TIMEOUT_MS, stopping: this.#stopping.signal, path };
    return within(deadline, (signal) => readObject(client, path, { ...request, signal }));
  }
}

/** What others keep in the metadata stays. */
function merged(live: JsonObject, wanted: JsonObject): JsonObject {
  const metadata = objectAt(live, 'metadata');
  return {
    metadata: { ...metadata, labels: { ...labelsOf(live), ...labelsOf(wanted) } },
    webhooks: wanted.webhooks ?? [],
  };
}

function hasLabels(live: JsonObject, wanted: JsonObject): boolean {
  const labels = labelsOf(live);
  return Object.entries(labelsOf(wanted)).every(([key, value]) => labels[key] === value);
}

function labelsOf(object: JsonObject): JsonObject {
  return objectAt(objectAt(object, 'metadata'), 'labels') ?? {};
}
