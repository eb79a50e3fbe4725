import type { KnownDifference } from '../known-differences.ts';

/** What informers get otherwise of an old server behind the gateway, for a reason. */
export const KNOWN_INFORMER_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: '`metadata.generation` of a CronJob is not counted',
    reason: 'Kubernetes counts it since 1.22, and up to then stores the one that a client sends.',
    servers: ['m121'],
    path: /^stores\.CronJob\[\d+\]\.metadata\.generation$/,
  },
  {
    what: 'informers that ask for a watch that begins with everything list after that',
    reason: 'The old server has no such watch. client-go goes on with a list by itself when that is refused.',
    servers: ['m124'],
    steps: ['informers that have their watch begin with everything'],
    path: /^lists\./,
  },
];
