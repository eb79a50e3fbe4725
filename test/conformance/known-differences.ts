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
    what: '`managedFields` are missing in lists and tables, and in metadata alone',
    reason: 'They would have to be converted with each object; those of the old server name fields of its own version.',
    path: /\.managedFields$/,
  },
  {
    what: '`managedFields` do not say who owns an object or a map as a whole',
    reason: 'The fields of an old server are converted one by one, without the entry for what is around them.',
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
    path: /^(headers\.cache-control|body\.message|body\.details(\.causes)?)$/,
  },
  {
    what: 'a field of a wrong type is answered in other words, and mostly with 422 instead of 400',
    reason: 'The conversion fails, or the old server reads its own version. Neither is tried again by clients.',
    steps: ['create with a spec of the wrong type'],
    path: /^(headers\.cache-control|status|body\.(code|reason|message|details))$/,
  },
  {
    what: '`fieldValidation` does nothing: an unknown field is no error and no warning',
    reason: 'The old server does not know the parameter. `karmorph plan` and the admission door name such fields.',
    steps: ['Strict', 'Warn'].map((level) => `create with an unknown field and fieldValidation=${level}`),
    path: /^(status|headers\.warning|body\.(?!spec\.).*)$/,
  },
  {
    what: 'a `fieldValidation` that does not exist is not refused',
    reason: 'The old server does not know the parameter.',
    servers: ['m121'],
    steps: ['create with an unknown field and fieldValidation=Sometimes'],
    path: /./,
  },
  {
    what: 'a field that no version has is read back',
    reason: 'It is kept as the fields are that only the old version lacks.',
    steps: ['Warn', 'Ignore'].map((level) => `create with an unknown field and fieldValidation=${level}`),
    path: /\.(f:)?nonsense$/,
  },
  {
    what: 'an invalid field is named as in the version of the old server',
    reason: 'It checks the object that it is sent.',
    kinds: ['Ingress'],
    steps: [2, 3, 4].map((number) => `create an invalid object, number ${number}`),
    path: /^body\.(message|details\.causes\[0\]\.(field|message))$/,
  },
  {
    what: 'the message about a schedule that is none is worded otherwise',
    reason: 'It is that of the old server.',
    kinds: ['CronJob'],
    servers: ['m121'],
    steps: ['create an invalid object, number 1'],
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
    what: 'a `behavior` without its policies is refused',
    reason:
      'A new server writes the defaults; `autoscaling/v1` has none for its annotation and refuses what lacks them. Write the policies.',
    kinds: ['HorizontalPodAutoscaler'],
    servers: ['m121'],
    steps: ['create what leaves values to the server'],
    path: /./,
  },
  {
    what: 'a watch with `sendInitialEvents` is refused with 422',
    reason: 'Servers lack it up to 1.26. Informers list and watch instead when they are told so.',
    steps: ['watch with sendInitialEvents'],
    path: /^(status|body)$/,
  },
  {
    what: 'a list at a resourceVersion that has expired is answered with 410',
    reason: 'Servers from 1.34 on still have it in their cache. Clients list anew, as they do for every 410.',
    steps: ['list at a resourceVersion that has expired'],
    path: /./,
  },
];
