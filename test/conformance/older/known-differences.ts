import type { KnownDifference } from '../known-differences.ts';

/** What clients of an old control plane get otherwise from a new server behind the gateway, for a reason. */
export const KNOWN_OLDER_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: 'nothing says that the version is deprecated',
    reason: 'The member does not know the version; it is there as long as the control plane has it.',
    kinds: ['Ingress', 'CronJob', 'PodDisruptionBudget'],
    path: /\.?headers\.warning$/,
  },
  {
    what: '`metadata.generation` of a CronJob is counted',
    reason: 'Kubernetes does so since 1.22.',
    kinds: ['CronJob'],
    path: /\.metadata\.generation$/,
  },
  {
    what: 'a table of CronJobs has a column `Timezone`',
    reason: 'The new server prints the table.',
    kinds: ['CronJob'],
    path: /\.(columnDefinitions|rows\[\d+\]\.cells)$/,
  },
  {
    what: 'the targets in a table of HorizontalPodAutoscalers name their metrics',
    reason: 'The new server prints the table.',
    kinds: ['HorizontalPodAutoscaler'],
    path: /\.rows\[\d+\]\.cells\[2\]$/,
  },
  {
    what: 'an Ingress of `networking.k8s.io/v1beta1` that is refused is not said to be one of `extensions`',
    reason: 'The old server says so of both versions.',
    kinds: ['Ingress'],
    steps: [
      'create without a name',
      'create with a name that is none',
      'delete with the uid of another object',
      'delete with another resourceVersion',
    ],
    path: /^body\.(message|details\.group)$/,
  },
  {
    what: 'the message about a missing `resourceVersion` has the number 0 otherwise',
    reason: 'It is that of the new server.',
    kinds: ['PodDisruptionBudget'],
    steps: ['update without a resourceVersion'],
    path: /^body\.(message|details\.causes\[0\]\.message)$/,
  },
];
