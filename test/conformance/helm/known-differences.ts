import type { KnownDifference } from '../known-differences.ts';

const MODES = ['applying on the server', 'by patches'];
const STATES = ['an install', 'an upgrade', 'a rollback'].map((after) => `what is there after ${after}`);

/** What Helm shows otherwise of an old server behind the gateway, for a reason. */
export const KNOWN_HELM_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: '`metadata.generation` of a CronJob is not counted',
    reason: 'Kubernetes counts it since 1.22, and up to then stores the one that a client sends.',
    servers: ['m121'],
    steps: MODES.flatMap((mode) => STATES.map((state) => `${state}, ${mode}`)),
    path: /\.metadata\.generation$/,
  },
  {
    what: 'tables have no column for the time zone of a CronJob, and do not name the metrics of a HorizontalPodAutoscaler',
    reason: 'The old server prints them.',
    steps: MODES.map((mode) => `status, ${mode}`),
    path: /^stdout\[\d+\]$/,
  },
];
