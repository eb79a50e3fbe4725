import type { Logger } from 'pino';
import { decisionEvent } from '../admission/decision-event.ts';
import type { DecisionRecord } from '../admission/record.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { createEventRecorder } from '../kube/event-recorder.ts';
import type { KubeClient } from '../kube/kube-client.ts';

/** Writes Events about decisions. */
export interface DecisionEvents {
  readonly onDecision: (record: DecisionRecord) => void;
  stop(): Promise<void>;
}

/**
 * Starts to write them to the Karmada API server; to nobody where there is none. One that does not allow it is logged, and changes
 * nothing else.
 */
export function startDecisionEvents(client: KubeClient | undefined, logger: Logger): DecisionEvents {
  if (!client) return { onDecision: () => undefined, stop: () => Promise.resolve() };
  const recorder = createEventRecorder({
    client,
    clock: SYSTEM_CLOCK,
    onProblem: ({ code, message, hint }) => logger.warn({ event: 'events_not_written', code, message, hint }),
    onDropped: () => logger.debug({ event: 'event_dropped' }),
  });
  return {
    onDecision: (record) => {
      const event = decisionEvent(record);
      if (event) recorder.record(event);
    },
    stop: () => recorder.stop(),
  };
}
