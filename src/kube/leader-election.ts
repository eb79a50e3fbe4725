import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { pause, type Clock } from './clock.ts';
import { within } from './deadline.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient, type KubeRequest } from './kube-client.ts';

export interface LeaderElectionOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly namespace: string;
  /** Of the Lease (coordination.k8s.io/v1). Whoever contends for the same name is never leader at the same time. */
  readonly name: string;
  /** Who contends; one that no other process has, when left out. */
  readonly identity?: string;
  /** Told each time that leadership was gained or lost. */
  readonly onChange: (isLeader: boolean) => void;
  /** Told of what keeps the Lease from being read or written; it is tried again. */
  readonly onProblem: (problem: Problem) => void;
}

export interface LeaderElection {
  /** Ask before each thing that only a leader may do. False from the moment that the Lease could not be renewed in time. */
  isLeader(): boolean;
  /** Gives the Lease up, if it is held, so that another one need not wait until it ends. */
  stop(): Promise<void>;
}

/** As Kubernetes' own components have it: a leader gives up before others may take over. */
const LEASE_SECONDS = 15;
const RENEW_WITHIN_MS = 10_000;
const RETRY_MS = 2_000;

/** Starts to contend for a Lease. */
export function startLeaderElection(options: LeaderElectionOptions): LeaderElection {
  const candidate = new Candidate(options);
  const loop = candidate.run();
  return {
    isLeader: () => candidate.isLeader(),
    stop: async () => {
      candidate.abort();
      await loop;
    },
  };
}

/** A Lease as it was seen, and when: the clocks of two machines are never compared. */
interface Seen {
  readonly resourceVersion: string;
  readonly at: number;
}

class Candidate {
  readonly #options: LeaderElectionOptions;
  readonly #identity: string;
  readonly #path: string;
  readonly #stopping = new AbortController();
  /** Until when the Lease is certainly ours. */
  #leaderUntil = -Infinity;
  #told = false;
  #seen: Seen | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#identity = options.identity ?? `${hostname()}_${randomUUID()}`;
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${options.namespace}/leases`;
  }

  isLeader(): boolean {
    return this.#options.clock.now() < this.#leaderUntil;
  }

  abort(): void {
    this.#stopping.abort();
  }

  async run(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#stopping.signal.aborted) {
      await this.#contend();
      this.#tell();
      await pause(clock, RETRY_MS * (1 + clock.random() * 0.2), this.#stopping.signal);
    }
    await this.#release();
  }

  #tell(): void {
    const isLeader = this.isLeader();
    if (isLeader === this.#told) return;
    this.#told = isLeader;
    this.#options.onChange(isLeader);
  }

  async #contend(): Promise<void> {
    const { clock, onProblem } = this.#options;
    // Counted from before the request: the server may have written the Lease that early.
    const begin = clock.now();
    try {
      if (await this.#write()) this.#leaderUntil = begin + RENEW_WITHIN_MS;
      else this.#leaderUntil = -Infinity;
    } catch (error) {
      // Somebody else was faster: what they wrote is read in the next round.
      if (error instanceof KubeRefused && error.status === 409) this.#leaderUntil = -Infinity;
      else if (!this.#stopping.signal.aborted) onProblem(kubeProblem(this.#path, error));
    }
  }

  /** True when the Lease is ours now, false when somebody else holds it. */
  async #write(): Promise<boolean> {
    const { name, namespace } = this.#options;
    const lease = await this.#read();
    if (!lease) {
      const metadata = { name, namespace };
      await this.#send(this.#path, {
        post: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: this.#spec(undefined) },
      });
      return true;
    }
    if (!this.#isFree(lease)) return false;
    await this.#send(`${this.#path}/${name}`, { put: { ...lease, spec: this.#spec(objectAt(lease, 'spec')) } });
    return true;
  }

  async #read(): Promise<JsonObject | undefined> {
    try {
      return await this.#send(`${this.#path}/${this.#options.name}`, {});
    } catch (error) {
      if (error instanceof KubeRefused && error.status === 404) return undefined;
      throw error;
    }
  }

  /** True when the Lease is ours, nobody's, or was not renewed for as long as its holder said. */
  #isFree(lease: JsonObject): boolean {
    const spec = objectAt(lease, 'spec');
    const holder = stringAt(spec, 'holderIdentity') ?? '';
    const resourceVersion = stringAt(objectAt(lease, 'metadata'), 'resourceVersion') ?? '';
    const now = this.#options.clock.now();
    if (this.#seen?.resourceVersion !== resourceVersion) this.#seen = { resourceVersion, at: now };
    if (holder === '' || holder === this.#identity) return true;
    const seconds = spec?.leaseDurationSeconds;
    return now >= this.#seen.at + (typeof seconds === 'number' ? seconds : LEASE_SECONDS) * 1000;
  }

  #spec(before: JsonObject | undefined): JsonObject {
    const now = new Date(this.#options.clock.now()).toISOString().replace('Z', '000Z');
    const isRenewal = stringAt(before, 'holderIdentity') === this.#identity;
    const transitions = before?.leaseTransitions;
    const count = typeof transitions === 'number' ? transitions : 0;
    return {
      ...before,
      holderIdentity: this.#identity,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: isRenewal ? (before?.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: before && !isRenewal ? count + 1 : count,
    };
  }

  async #release(): Promise<void> {
    const held = this.isLeader();
    this.#leaderUntil = -Infinity;
    this.#tell();
    if (!held) return;
    try {
      const lease = await this.#send(`${this.#path}/${this.#options.name}`, {}, new AbortController().signal);
      const spec = objectAt(lease, 'spec');
      if (stringAt(spec, 'holderIdentity') !== this.#identity) return;
      const put = { ...lease, spec: { ...spec, holderIdentity: '', leaseDurationSeconds: 1 } };
      await this.#send(`${this.#path}/${this.#options.name}`, { put }, new AbortController().signal);
    } catch (error) {
      // The Lease ends by itself.
      this.#options.onProblem(kubeProblem(this.#path, error));
    }
  }

  #send(path: string, request: Omit<KubeRequest, 'signal'>, stopping = this.#stopping.signal): Promise<JsonObject> {
    const { client, clock } = this.#options;
    const deadline = { clock, milliseconds: RENEW_WITHIN_MS / 2, stopping, path };
    return within(deadline, (signal) => readObject(client, path, { ...request, signal }));
  }
}
