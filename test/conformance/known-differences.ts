/** A difference between an old server behind the gateway and a new one that is there for a reason. */
export interface KnownDifference {
  /** What differs, in a few words. */
  readonly what: string;
  /** Why, and what a client does about it. */
  readonly reason: string;
  /** Where it is, by the names of steps; everywhere when there are none. */
  readonly steps?: readonly string[];
  readonly kinds?: readonly string[];
  readonly servers?: readonly string[];
  /** Of the difference, as in `body.metadata.managedFields`. */
  readonly path: RegExp;
}

/** All of them. The suite fails for a difference that is not here, and for one that is here and is gone. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: 'who has written the status has no entry of its own in `managedFields`',
    reason: 'Kubernetes keeps one for each subresource since 1.22; up to then it is in that of the object.',
    servers: ['m121'],
    steps: [
      'get and update the status',
      'update the status, which leaves the spec',
      'merge patch the status',
      'update, which leaves the status',
    ],
    path: /\.managedFields$/,
  },
  {
    what: '`managedFields` are missing in lists, tables and watches, and in metadata alone',
    reason:
      'The fields of these versions differ. To translate them takes several conversions an object, and a list seven times as long.',
    kinds: ['Ingress', 'HorizontalPodAutoscaler'],
    path: /\.managedFields$/,
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
  {
    what: 'mistakes that the gateway finds itself are told in its own words, with its own cause',
    reason: 'It reads the body before the old server does. Status code and `reason` are the same.',
    steps: [
      'update by an object of another version',
      ...['merge', 'json', 'strategic-merge'].map((type) => `${type} patch that is no JSON`),
      'json patch whose test fails',
      'json patch that removes what is not there',
      'json patch that is an object',
      'patch in a form that no server has',
      'create from a body that is no JSON',
      'create from an empty body',
      'create from a list',
      'create from a body of an unknown type',
      'create an object of another kind',
    ],
    path: /^body\.(message|details(\.causes)?)$/,
  },
  {
    what: 'the message about an Ingress without rules and backend shows its value otherwise',
    reason: 'The old server writes the value as Go does.',
    kinds: ['Ingress'],
    steps: ['create an invalid object, number 4'],
    path: /^body\.(message|details\.causes\[0\]\.message)$/,
  },
  {
    what: 'the message about a patch with a mistake shows its outcome otherwise',
    reason: 'It has the object that the patch has made, with its keys in another order and without `managedFields`.',
    steps: [
      'merge patch with an unknown field',
      'json patch with an unknown field',
      'merge patch with a field of the wrong type',
    ],
    path: /^(\[0\]\.)?body\.(message|details\.causes\[0\]\.message)$/,
  },
  {
    what: 'an apply with fields that do not fit the schema is answered with 400 instead of 500',
    reason: 'The message is the same. A 500 would say that the member has failed, not the client.',
    steps: ['apply an unknown field', 'apply an object of the wrong type'],
    path: /^(\[\d\]\.)?(status|body\.(code|reason))$/,
  },
  {
    what: 'who applies a part of `spec.behavior` manages all of it',
    reason: 'It is one annotation in `autoscaling/v1`, which has one manager.',
    kinds: ['HorizontalPodAutoscaler'],
    servers: ['m121'],
    steps: [
      'apply what is not there, which creates it',
      'apply the same again',
      'apply a change',
      'apply what leaves values to the server',
      'apply with dryRun=All, which stores nothing',
      'apply labels, take one over by force, and give them up again',
      'apply a change of a field that somebody else applied',
      'apply what somebody else has created',
    ],
    path: /\.managedFields\[\d\]\.fieldsV1\.f:spec\.f:behavior(\.|$)/,
  },
  {
    what: 'the message about a schedule that is none is worded otherwise',
    reason: 'It is that of the old server.',
    kinds: ['CronJob'],
    servers: ['m121'],
    steps: ['create an invalid object, number 1', 'apply an invalid object'],
    path: /^body\.(message|details\.causes\[0\]\.message)$/,
  },
  {
    what: 'a metric without its target is refused for other reasons',
    reason: 'A metric of `autoscaling/v1` is a field of its own or in an annotation, and is checked as such.',
    kinds: ['HorizontalPodAutoscaler'],
    servers: ['m121'],
    steps: ['create an invalid object, number 4'],
    path: /^body\.(message|details\.causes)$/,
  },
  {
    what: 'the bookmark after the initial events has nothing but its metadata',
    reason: 'The gateway makes it. Nobody reads the empty object that others have in it.',
    steps: ['watch with sendInitialEvents'],
    path: /^body\[1\]\.object\.(spec|status)$/,
  },
  {
    what: 'a list at a resourceVersion that has expired is answered with 410',
    reason: 'Servers from 1.34 on still have it in their cache. Clients list anew, as they do for every 410.',
    steps: ['list at a resourceVersion that has expired'],
    path: /./,
  },
];
