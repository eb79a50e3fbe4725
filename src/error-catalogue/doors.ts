import type { CatalogueEntry } from './entry.ts';

/** Failures of the command line and of the server's doors, the gateway aside. */
export const DOOR_ERRORS = {
  YAML_SYNTAX: {
    status: 400,
    reason: 'BadRequest',
    message: 'the text is not valid YAML: {reason}',
    hint: 'Correct the document; indentation and quotes are the usual mistakes.',
  },
  INPUT_UNREADABLE: {
    status: 400,
    reason: 'BadRequest',
    message: 'cannot read {file}: {reason}',
    hint: 'Check the path and its permissions; `-f -` reads standard input.',
  },
  REVIEW_INVALID: {
    status: 400,
    reason: 'BadRequest',
    message: 'the body is no review that can be answered: {reason}',
    hint: 'An API server sends these reviews; check what else calls this path.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    reason: 'RequestEntityTooLarge',
    message: 'the body is larger than {limit} bytes',
    hint: 'Send less at a time.',
  },
  PATH_UNKNOWN: {
    status: 404,
    reason: 'NotFound',
    message: 'there is nothing at {method} {path}',
    hint: 'Paths of Karmorph: /members/<name>/..., /admission/mutate, /admission/validate, /admission/rules, /convert, /v1/dry-run, /livez, /readyz, /metrics.',
  },
  INTERNAL: {
    status: 500,
    reason: 'InternalError',
    message: 'the request could not be answered because of a mistake in Karmorph, request {id}',
    hint: 'The log has the details, under the id of the request.',
  },
  REQUEST_BROKEN: {
    status: 400,
    reason: 'BadRequest',
    message: 'the body could not be read: {reason}',
    hint: 'Send the body again, whole and with the length and encoding that its headers say.',
  },
  DRY_RUN_INVALID: {
    status: 400,
    reason: 'BadRequest',
    message: 'the body is no dry run: {reason}',
    hint: 'Send {"template": {...}} or {"templates": [...]}, with "members": ["name", ...] for some of them, or one Kubernetes object, as JSON or YAML.',
  },
  DRY_RUN_METHOD: {
    status: 405,
    reason: 'MethodNotAllowed',
    message: 'a dry run is not answered to {method}: send POST',
    hint: 'POST {"template": {...}} to /v1/dry-run, as JSON or YAML.',
  },
  DRY_RUN_REMOTE: {
    status: 403,
    reason: 'Forbidden',
    message: 'a dry run is answered only to callers on the same host, not to {address}',
    hint: 'Use `kubectl port-forward` to the Karmorph pod and call the forwarded port on 127.0.0.1.',
  },
  DRY_RUN_MEMBER: {
    status: 404,
    reason: 'NotFound',
    message: 'there is no member {name}',
    hint: 'Check the name; `kubectl get clusters` on the Karmada API server lists the members.',
  },
  KIND_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'no rule, no Kubernetes release and no member knows {kind} in {apiVersion}',
    hint: 'Check apiVersion and kind; for a kind of your own, list it under `add` in the fleet file, or give its rule with --rules.',
  },
  PLAN_LOSS: {
    status: 422,
    reason: 'Invalid',
    message: '{template}: {members} lose {path}: {value}: {reason}',
    hint: 'Leave the field out for these members with an OverridePolicy, or accept that they do without it.',
  },
  PLAN_INPUT_EMPTY: {
    status: 400,
    reason: 'BadRequest',
    message: 'the input holds no template to plan',
    hint: 'Check the path or the command that is piped in; an empty input is never taken for a good one.',
  },
  PLAN_INPUT_BROKEN: {
    status: 400,
    reason: 'BadRequest',
    message: '{where}: {reason}',
    hint: 'Correct the document; nothing was planned.',
  },
  LISTEN_FAILED: {
    status: 500,
    reason: 'InternalError',
    message: 'cannot listen on {host}:{port}: {reason}',
    hint: 'Another program may use the port (EADDRINUSE), or the address is not one of this host; choose one with --listen.',
  },
  TLS_PAIR: {
    status: 500,
    reason: 'InternalError',
    message: 'the certificate and key cannot be used: {reason}',
    hint: 'Give a PEM certificate and the key that belongs to it with --tls-cert and --tls-key, or leave both out.',
  },
  TLS_FILE_UNREADABLE: {
    status: 500,
    reason: 'InternalError',
    message: 'cannot read {file}: {reason}',
    hint: 'Check the paths that --tls-cert and --tls-key give, and their permissions.',
  },
  SERVE_OPTIONS: {
    status: 400,
    reason: 'BadRequest',
    message: '{reason}',
    hint: '`karmorph serve --help` has examples.',
  },
} as const satisfies Record<string, CatalogueEntry>;
