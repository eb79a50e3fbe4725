import type { CatalogueEntry } from './entry.ts';

/** Failures of the member gateway. */
export const GATEWAY_ERRORS = {
  MEMBER_UNKNOWN: {
    status: 404,
    reason: 'NotFound',
    message: 'no member {member} is reached through this gateway',
    hint: 'Check the name. Through the gateway go members whose Cluster has the annotation karmorph.io/member-endpoint, or whose fleet entry has an apiEndpoint.',
  },
  INVENTORY_NOT_READY: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the list of members has not been read yet',
    hint: 'Try again in a moment; if it stays so, check the connection to the Karmada API server.',
  },
  GATEWAY_STOPPING: {
    status: 429,
    reason: 'TooManyRequests',
    message: 'the gateway is stopping, and begins no watch any more',
    hint: 'Watch again in a moment, from the resourceVersion of the last event. client-go does so by itself.',
  },
  REQUEST_PATH: {
    status: 400,
    reason: 'BadRequest',
    message: 'the path of the request is refused: {reason}',
    hint: 'Send /members/<name>/ followed by the path that the member would be sent.',
  },
  MEMBER_UNREACHABLE: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'member {member} cannot be reached: {reason}',
    hint: "Check that the member's API server runs and that the gateway may connect to it.",
  },
  MEMBER_UNTRUSTED: {
    status: 502,
    reason: 'ServiceUnavailable',
    message: 'the connection to member {member} is not secure: {reason}',
    hint: "Check the member's serving certificate, and its CA: the annotation karmorph.io/member-ca-bundle of the Cluster, or caFile or caBundle of the fleet entry.",
  },
  MEMBER_DISCOVERY_FORBIDDEN: {
    status: 403,
    reason: 'Forbidden',
    message: 'member {member} does not let the caller read what it serves',
    hint: 'Bind the caller to the ClusterRole system:discovery in the member.',
  },
  MEMBER_TIMEOUT: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'member {member} did not answer within {seconds} s',
    hint: "Check the load of the member's API server.",
  },
  MEMBER_OUTCOME_UNKNOWN: {
    status: 504,
    reason: 'Timeout',
    message: 'member {member} has got the request, but it is not known whether it was carried out: {reason}',
    hint: 'Read the object before you send the request again.',
  },
  MEMBER_CHANGED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'member {member} has just ceased to serve {kind} in {from}',
    hint: 'Send the request again: it is converted from now on.',
  },
  MEMBER_ANSWER_TOO_LARGE: {
    status: 502,
    reason: 'InternalError',
    message: 'an object in the answer of member {member}, or what is no list of objects, is larger than {limit} bytes',
    hint: 'Such an object cannot be converted: read it in the version that the member serves.',
  },
  MEMBER_ANSWER_INVALID: {
    status: 502,
    reason: 'InternalError',
    message: 'the answer of member {member} cannot be converted: {reason}',
    hint: "Read the object in the version that the member serves, and check the kind's rule.",
  },
  MEMBER_ANSWER_PARTIAL: {
    status: 502,
    reason: 'InternalError',
    message:
      '{count} objects in one answer of member {member} cannot be converted, and are shown by their metadata alone: {reason}',
    hint: "Read the object in the version that the member serves, and mend it there, or the kind's rule. The request itself succeeds, and everything else in it is whole.",
  },
  BARE_OBJECT_WRITTEN: {
    status: 422,
    reason: 'Invalid',
    message:
      '{kind} "{name}" is what a list shows of an object that cannot be converted: it has metadata alone, and writing it would empty the object',
    hint: 'Write the whole object, without the annotation karmorph.io/unconvertible.',
  },
  MEMBER_OPENAPI_UNUSABLE: {
    status: 502,
    reason: 'InternalError',
    message: 'the OpenAPI document of member {member} cannot be used: {reason}',
    hint: 'Plans go on with what was known of the member: its last document, or the packaged schemas of its Kubernetes version. Check /openapi/v2 of the member; callers need the ClusterRole system:discovery there.',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    reason: 'RequestEntityTooLarge',
    message: 'the body of the request is larger than {limit} bytes',
    hint: 'API servers refuse such objects too: make the object smaller.',
  },
  REQUEST_MEDIA_TYPE: {
    status: 415,
    reason: 'UnsupportedMediaType',
    message:
      '{kind} is converted from {from} to {to} for this member, which needs JSON, not {type}: send application/json',
    hint: 'Send the object as application/json, without Content-Encoding.',
  },
  FIELD_VALIDATION: {
    status: 422,
    reason: 'Invalid',
    message: '{kind}.meta.k8s.io "" is invalid: fieldValidation: {message}',
    hint: 'kubectl sends a value that exists: use `--validate=strict`, `warn` or `ignore`.',
  },
  OBJECT_NOT_DECODED: {
    status: 400,
    reason: 'BadRequest',
    message: '{kind} in version "{version}" cannot be handled as a {kind}: {reason}',
    hint: 'Correct the field. A field that is unknown or there twice is an error with fieldValidation=Strict alone (kubectl: `--validate=strict`).',
  },
  PATCH_NOT_DECODED: {
    status: 422,
    reason: 'Invalid',
    message: '{name} is invalid: patch: {message}',
    hint: 'Correct the field that the patch writes; the value in the message is the object that the patch has made.',
  },
  PATCH_MEDIA_TYPE: {
    status: 415,
    reason: 'UnsupportedMediaType',
    message:
      '{kind} is converted from {from} to {to} for this member, which cannot be done for {type}: send application/json-patch+json or application/merge-patch+json, or replace the object',
    hint: 'kubectl: use `kubectl patch --type=merge`, `kubectl patch --type=json` or `kubectl replace`. Strategic merge patches and server-side apply need a built-in kind.',
  },
  PATCH_SYNTAX: {
    status: 400,
    reason: 'BadRequest',
    message: 'the patch is not valid: {reason}',
    hint: 'A JSON patch is a list of operations (RFC 6902), a merge patch (RFC 7386) and a strategic merge patch are objects.',
  },
  PATCH_NOT_APPLICABLE: {
    status: 422,
    reason: 'Invalid',
    message: 'the patch does not apply to the object: {reason}',
    hint: 'Read the object again; its paths are those of the version in the request.',
  },
  APPLY_CBOR: {
    status: 415,
    reason: 'UnsupportedMediaType',
    message:
      '{kind} is converted from {from} to {to} for this member, which cannot be done for application/apply-patch+cbor: send application/apply-patch+yaml',
    hint: 'JSON is YAML: kubectl sends it by itself unless KUBECTL_FEATURE_GATES or its client prefers CBOR.',
  },
  APPLY_OPTIONS: {
    status: 422,
    reason: 'Invalid',
    message: 'PatchOptions.meta.k8s.io "" is invalid: {reason}',
    hint: 'Name whoever applies: kubectl does so with --field-manager.',
  },
  APPLY_INVALID: {
    status: 400,
    reason: 'BadRequest',
    message: '{reason}',
    hint: 'Correct the field; paths are those of the version in the request.',
  },
  APPLY_CONFLICT: {
    status: 409,
    reason: 'Conflict',
    message: 'Apply failed with {count}: {conflicts}',
    hint: 'Leave the fields out, give them the value that they have, or take them with force=true (kubectl: --force-conflicts).',
  },
  APPLY_TOO_MANY_MANAGERS: {
    status: 422,
    reason: 'Invalid',
    message: 'this {kind} is so large and has so many managers that it cannot be told who manages what',
    hint: 'Remove entries of metadata.managedFields in the member, or patch the object instead.',
  },
  REQUEST_VERSION: {
    status: 400,
    reason: 'BadRequest',
    message: 'the object in the body is {actual}, but the path is for {expected}',
    hint: 'Send the object in the version and kind that the path names.',
  },
  CONVERSION_FAILED: {
    status: 422,
    reason: 'Invalid',
    message: '{kind} "{name}" cannot be converted from {from} to {to} by rule {rule}: {reason}',
    hint: 'Correct the field that the reason names.',
  },
  UPGRADE_CONVERTED: {
    status: 400,
    reason: 'BadRequest',
    message: '{kind} is converted from {from} to {to} for this member, which cannot be done over a WebSocket',
    hint: 'Watch over plain HTTP: the same path without an Upgrade header.',
  },
} as const satisfies Record<string, CatalogueEntry>;
