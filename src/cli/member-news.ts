import type { Logger } from 'pino';
import { problem, type Problem } from '../errors.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { createEventRecorder } from '../kube/event-recorder.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { resultOf } from '../rewiring/adoption-counts.ts';
import type { Step } from '../rewiring/advance.ts';
import { problemEvent, stepEvent } from '../rewiring/member-events.ts';
import type { MemberNews } from '../rewiring/member-news.ts';
import type { AdoptionMetrics } from '../telemetry/adoption-metrics.ts';

export interface NewsOptions {
  readonly client: KubeClient;
  readonly metrics: AdoptionMetrics;
  readonly logger: Logger;
}

/** Tells what happens to members in the log, as Events on their Clusters and in the metrics: each thing once, until it changes. */
export function newsOf({ client, metrics, logger }: NewsOptions): {
  readonly news: MemberNews;
  readonly stop: () => Promise<void>;
} {
  const warn = ({ code, message, hint }: Problem, member: string | undefined): void =>
    logger.warn({ event: 'members_problem', ...(member !== undefined && { member }), code, message, hint });
  const recorder = createEventRecorder({
    ...{ client, clock: SYSTEM_CLOCK },
    onProblem: ({ code, message, hint }) => logger.warn({ event: 'events_not_written', code, message, hint }),
    onDropped: () => logger.debug({ event: 'event_dropped' }),
  });
  const isNew = changes();
  const tellStep = (step: Step): void => {
    const { decision, facts, problem: cause } = step;
    const result = resultOf(step);
    if (result) metrics.result(result);
    if (!isNew(facts.name, `${decision.action} ${cause?.message ?? ''}`)) return;
    const event = stepEvent(step);
    if (event) recorder.record(event);
    if (cause) warn(cause, facts.name);
    else if (event) logger.info({ event: 'member', member: facts.name, ...decision });
  };
  const news: MemberNews = {
    onStep: tellStep,
    onRebalanced: (facts, rebalanced) => {
      if (rebalanced.ok) {
        logger.info({ event: 'member_rebalanced', member: facts.name, templates: rebalanced.templates });
        return;
      }
      warn(rebalanced.problem, facts.name);
      const event = problemEvent(facts, rebalanced.problem);
      if (event) recorder.record(event);
    },
    onRestarted: (members) =>
      logger.info({ event: 'members_followers_restarted', members: members.map(({ name }) => name) }),
    onRestartNeeded: (members, cause) => {
      const names = members.map(({ name }) => name).join(', ');
      const needed = cause ?? problem('ADOPTION_RESTART_NEEDED', { names });
      if (!isNew('', `${names} ${needed.message}`)) return;
      warn(needed, undefined);
      for (const facts of members) {
        const event = problemEvent(facts, cause ?? problem('ADOPTION_RESTART_NEEDED', { names: facts.name }));
        if (event) recorder.record(event);
      }
    },
    onProblem: (cause, member) => {
      if (isNew(`problem ${member ?? ''}`, cause.message)) warn(cause, member);
    },
    onAdopted: (count) => metrics.adopted(count),
  };
  return { news, stop: () => recorder.stop() };
}

/** Whether what is to be told of somebody is something else than the last time. */
function changes(): (whom: string, what: string) => boolean {
  const told = new Map<string, string>();
  return (whom, what) => {
    const isNew = told.get(whom) !== what;
    told.set(whom, what);
    return isNew;
  };
}
