import type { OldServer } from './support/servers.ts';

/** A difference between an old server behind the gateway and a new one that is there for a reason. */
export interface KnownDifference {
  /** What differs, in a few words. */
  readonly what: string;
  /** Why, and what a client does about it. */
  readonly reason: string;
  /** Where it is, by the names of steps; everywhere when there are none. */
  readonly steps?: readonly string[];
  readonly kinds?: readonly string[];
  readonly servers?: readonly OldServer[];
  /** Of the difference, as in `body.metadata.managedFields`. */
  readonly path: RegExp;
}

/** All of them. The suite fails for a difference that is not here, and for one that is here and is gone. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: '`managedFields` are missing in lists and tables, and in metadata alone',
    reason: 'They would have to be converted with each object; those of the old server name fields of its own version.',
    path: /\.managedFields$/,
  },
  {
    what: '`managedFields` do not say who owns an object or a map as a whole',
    reason:
      'The old server has these fields elsewhere, or keeps them in an annotation, and no entry for what is around them.',
    kinds: ['Ingress', 'HorizontalPodAutoscaler'],
    path: /\.managedFields\[\d+\]\..*\.\.$/,
  },
  {
    what: 'defaults of `spec.behavior` are missing',
    reason: 'Kubernetes writes them in `autoscaling/v2` and `v2beta2` alone; the old server has `autoscaling/v1`.',
    kinds: ['HorizontalPodAutoscaler'],
    servers: ['m121'],
    path: /\.(f:)?behavior\.(f:)?scale(Up|Down)(\.|$)/,
  },
  {
    what: '`metadata.generation` of a CronJob is not counted',
    reason: 'Kubernetes counts it since 1.22, and up to then stores the one that a client sends.',
    kinds: ['CronJob'],
    servers: ['m121'],
    path: /\.metadata\.generation$/,
  },
  {
    what: 'a table of CronJobs has no column `Timezone`',
    reason: 'The old server prints the table; `spec.timeZone` is newer than it.',
    kinds: ['CronJob'],
    path: /\.(columnDefinitions|rows\[\d+\]\.cells)$/,
  },
  {
    what: 'the targets in a table of HorizontalPodAutoscalers do not name their metrics',
    reason: 'The old server prints the table.',
    kinds: ['HorizontalPodAutoscaler'],
    path: /\.rows\[\d+\]\.cells\[2\]$/,
  },
  {
    what: 'the message about an unsupported value of `dryRun` is worded otherwise',
    reason: 'It is that of the old server.',
    steps: ['create with dryRun=Some'],
    path: /^body\.(message|details\.causes\[0\]\.message)$/,
  },
  {
    what: 'a `resourceVersion` that is none is answered with 500 instead of 400',
    reason: 'The answer is that of the old server.',
    steps: ['list at a resourceVersion that is none'],
    path: /^(status|body\.(code|reason|message))$/,
  },
  {
    what: 'the message about a form that the server does not have is worded otherwise',
    reason: 'It is that of the old server.',
    steps: ['get in a form that no server has'],
    path: /^body\.message$/,
  },
  {
    what: 'the message about a field that cannot be selected is worded otherwise',
    reason: 'It is that of the old server.',
    kinds: ['CronJob'],
    steps: ['list by a field that cannot be selected'],
    path: /^body\.message$/,
  },
];
