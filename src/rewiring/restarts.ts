import type { ClusterFacts } from '../adoption/cluster-facts.ts';
import { restarted } from '../adoption/patches.ts';
import { restartOf, stageOf } from '../adoption/stage.ts';
import { isMoving } from '../adoption/turn.ts';
import type { Problem } from '../errors.ts';
import type { Clock } from '../kube/clock.ts';
import type { Step } from './advance.ts';
import { patchCluster, type Means } from './means.ts';
import type { MemberNews } from './member-news.ts';

export interface RestartOptions {
  readonly clock: Clock;
  /** Restarts what follows members, and gives what went wrong; undefined where that is not allowed. */
  readonly restart: ((stopping: AbortSignal) => Promise<Problem | undefined>) | undefined;
  readonly news: MemberNews;
}

/** Members that become adopted one after the other should not cost a restart each. */
const RESTART_EVERY_MS = 10 * 60_000;

/** Sees to it that Karmada's informers go where the Clusters say. */
export class Restarts {
  readonly #options: RestartOptions;
  readonly #stopping: AbortSignal;
  #restartedAt = -Infinity;

  constructor(options: RestartOptions, stopping: AbortSignal) {
    this.#options = options;
    this.#stopping = stopping;
  }

  /** After a round: notes restarts that were seen, and restarts once no member is in between. Throws ProblemError. */
  async after(means: Means, steps: readonly Step[], process: string | undefined): Promise<void> {
    const followed = steps.map(({ facts }) => facts).filter(({ restartPending }) => restartPending !== undefined);
    const settled = followed.filter((facts) => ['adopted', 'released'].includes(stageOf(facts)));
    const done = settled.filter((facts) => stageOf(facts) === 'adopted' && restartOf(facts, process) === 'done');
    for (const facts of done) await patchCluster(means, facts, restarted());
    const pending = settled.filter((facts) => restartOf(facts, process) !== 'done');
    const isQuiet = settled.length === followed.length && !steps.some(({ decision }) => isMoving(decision.action));
    if (pending.length > 0 && isQuiet) await this.#restart(means, pending);
  }

  async #restart(means: Means, pending: readonly ClusterFacts[]): Promise<void> {
    const { restart, news, clock } = this.#options;
    if (!restart) {
      news.onRestartNeeded(pending, undefined);
      return;
    }
    if (clock.now() - this.#restartedAt < RESTART_EVERY_MS) return;
    this.#restartedAt = clock.now();
    const cause = await restart(this.#stopping);
    if (cause) {
      news.onRestartNeeded(pending, cause);
      return;
    }
    for (const facts of pending) await patchCluster(means, facts, restarted());
    news.onRestarted(pending);
  }
}
