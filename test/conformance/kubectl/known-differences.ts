import type { KnownDifference } from '../known-differences.ts';

const STATES = ['apply', 'changes', 'that', 'replace', 'server-side apply'].map(
  (after) => `get what is there after ${after}`,
);
const READS = [...STATES, 'get YAML', 'get JSON by label'];
const FLAGS = ['an Ingress', 'a CronJob'].map((kind) => `create ${kind} by flags`);
const TABLES = ['get a table', 'get a wide table', 'watch'];

/** What kubectl prints otherwise of an old server behind the gateway, for a reason. */
export const KNOWN_KUBECTL_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: '`metadata.generation` of a CronJob is not counted',
    reason: 'Kubernetes counts it since 1.22, and up to then stores the one that a client sends.',
    servers: ['m121'],
    steps: [...READS, 'create with --dry-run=server'],
    path: /\.metadata\.generation$/,
  },
  {
    what: 'so `diff` does not show that it would be',
    reason: 'The same.',
    servers: ['m121'],
    steps: ['diff with a change'],
    path: /^stdout$/,
  },
  {
    what: 'tables have no column for the time zone of a CronJob, and do not name the metrics of a HorizontalPodAutoscaler',
    reason: 'The old server prints them.',
    steps: TABLES,
    path: /^stdout\[\d+\]$/,
  },
  {
    what: 'there is another kind of Ingress',
    reason: 'The old server has it in the group `extensions` as well.',
    servers: ['m121'],
    steps: ['list the kinds'],
    path: /^stdout$/,
  },
  {
    what: '`create ingress` and `create cronjob` are refused',
    reason: 'kubectl sends protobuf then. Use `--dry-run=client -o yaml`, and apply that.',
    servers: ['m121'],
    steps: FLAGS,
    path: /^(code|stdout\[0\]|stderr\[0\])$/,
  },
  {
    what: '`create cronjob` is refused',
    reason: 'The same.',
    servers: ['m124'],
    steps: FLAGS.slice(1),
    path: /^(code|stdout\[0\]|stderr\[0\])$/,
  },
  {
    what: 'so there is nothing of these to delete',
    reason: 'The same.',
    steps: ['delete all'],
    path: /^stdout$/,
  },
  {
    what: 'the annotation of what was applied last is in the version of the old server after a server-side apply',
    reason: 'An API server writes it anew from what it is sent when the object has it already.',
    steps: ['get what is there after server-side apply'],
    path: /\.annotations\.kubectl\.kubernetes\.io\/last-applied-configuration$/,
  },
];
