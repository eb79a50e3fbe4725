import type { ClusterFacts } from '../adoption/cluster-facts.ts';
import { stageOf } from '../adoption/stage.ts';
import { mayAdopt } from '../adoption/turn.ts';
import { wishOf, type AdoptionScope } from '../adoption/wish.ts';
import type { Wish } from '../adoption/decide.ts';
import type { Problem } from '../errors.ts';
import { pause } from '../kube/clock.ts';
import { kubeProblem, type KubeClient } from '../kube/kube-client.ts';
import { startReflector } from '../kube/reflector.ts';
import { advance, type Step } from './advance.ts';
import { FactsTable } from './facts-table.ts';
import { CLUSTERS } from './karmada-api.ts';
import { lookAfter } from './look-after.ts';
import type { Means } from './means.ts';
import { rebalance } from './rebalance.ts';
import { Restarts, type RestartOptions } from './restarts.ts';

export interface ManageMembersOptions extends RestartOptions {
  readonly client: KubeClient;
  readonly scope: AdoptionScope;
  /** Asked before each member. */
  readonly isLeader: () => boolean;
  /** Undefined while something that it takes is not known. */
  readonly means: (stopping: AbortSignal) => Promise<Means | undefined>;
}

export interface ManagedMembers {
  stop(): Promise<void>;
}

const ROUND_MS = 5_000;
const LOOK_AFTER_MS = 5 * 60_000;

/** Adopts members that lack versions, and releases those that need or want the gateway no longer, while it is the leader. */
export function startManagingMembers(options: ManageMembersOptions): ManagedMembers {
  const { client, clock, news, isLeader } = options;
  const stopping = new AbortController();
  const table = new FactsTable();
  const onProblem = (cause: Problem): void => news.onProblem(cause, undefined);
  const reflector = startReflector({ client, clock, path: CLUSTERS, sink: table, onProblem });
  const manager = new Manager(options, stopping.signal);
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const all = isLeader() ? table.all() : undefined;
      if (all) await manager.round(all);
      await pause(clock, ROUND_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([running, reflector.stop()]);
    },
  };
}

/** What a leader remembers between rounds; everything that must outlive it is in the Clusters. */
class Manager {
  readonly #options: ManageMembersOptions;
  readonly #stopping: AbortSignal;
  readonly #lookedAfterAt = new Map<string, number>();
  readonly #unneededSince = new Map<string, number>();
  #rolledBackAt: number | undefined;
  readonly #restarts: Restarts;

  constructor(options: ManageMembersOptions, stopping: AbortSignal) {
    this.#options = options;
    this.#stopping = stopping;
    this.#restarts = new Restarts(options, stopping);
  }

  async round(all: readonly ClusterFacts[]): Promise<void> {
    const { news, isLeader } = this.#options;
    try {
      const means = await this.#options.means(this.#stopping);
      if (!means) return;
      const process = await means.karmada.controllerManager();
      const latest = new Map(all.map((facts) => [facts.name, facts]));
      const steps: Step[] = [];
      for (const facts of all) {
        if (this.#stopping.aborted || !isLeader()) return;
        const step = await this.#turn(means, facts, { process, latest });
        if (step) steps.push(step);
        if (step) latest.set(facts.name, step.facts);
      }
      news.onAdopted([...latest.values()].filter((facts) => isBehind(facts)).length);
      if (isLeader()) await this.#restarts.after(means, steps, process);
    } catch (error) {
      if (!this.#stopping.aborted) news.onProblem(kubeProblem(CLUSTERS, error), undefined);
    }
  }

  async #turn(means: Means, facts: ClusterFacts, { process, latest }: Round): Promise<Step | undefined> {
    const { news, scope } = this.#options;
    try {
      const wish = this.#wish(facts, wishOf(facts.label, scope), [...latest.values()]);
      const current = stageOf(facts) === 'adopted' && wish !== 'out' ? await this.#lookAfter(means, facts) : facts;
      const unneededSince = this.#unneededSince.get(facts.name);
      const step = await advance(means, current, { wish, insists: false, process, unneededSince });
      await this.#tell(means, step);
      return step;
    } catch (error) {
      if (!this.#stopping.aborted) news.onProblem(kubeProblem(CLUSTERS, error), facts.name);
      return undefined;
    }
  }

  /** One whose turn has not come is left as it is. */
  #wish(facts: ClusterFacts, wish: Wish, all: readonly ClusterFacts[]): Wish {
    if (wish !== 'in' || isBehind(facts)) return wish;
    return mayAdopt(all, this.#rolledBackAt, this.#options.clock.now()) ? 'in' : 'neither';
  }

  async #lookAfter(means: Means, facts: ClusterFacts): Promise<ClusterFacts> {
    const now = means.clock.now();
    if (now - (this.#lookedAfterAt.get(facts.name) ?? -Infinity) < LOOK_AFTER_MS) return facts;
    this.#lookedAfterAt.set(facts.name, now);
    const looked = await lookAfter(means, facts);
    if (looked.lacking.length > 0) this.#unneededSince.delete(facts.name);
    else if (!this.#unneededSince.has(facts.name)) this.#unneededSince.set(facts.name, now);
    return looked.facts;
  }

  async #tell(means: Means, step: Step): Promise<void> {
    const { news } = this.#options;
    const { decision, facts } = step;
    news.onStep(step);
    if (decision.action === 'rollback') this.#rolledBackAt = means.clock.now();
    if (decision.action === 'release') this.#unneededSince.delete(facts.name);
    if (decision.action === 'confirm') news.onRebalanced(facts, await rebalance(means.karmada, facts.name));
  }
}

interface Round {
  readonly process: string | undefined;
  readonly latest: ReadonlyMap<string, ClusterFacts>;
}

/** Whether Karmada goes to the member through the gateway because of an adoption. */
function isBehind(facts: ClusterFacts): boolean {
  const stage = stageOf(facts);
  return stage === 'adopted' || stage === 'switched';
}
