import type { KnownDifference } from '../known-differences.ts';

/** What kubectl prints otherwise of an old server behind `karmorph proxy`, for a reason: the same as through the gateway. */
export const KNOWN_PROXY_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: '`metadata.generation` of a CronJob is not counted',
    reason: 'Kubernetes counts it since 1.22, and up to then stores the one that a client sends.',
    servers: ['m121'],
    steps: ['get YAML'],
    path: /\.metadata\.generation$/,
  },
];
