import { ADOPTION_ERRORS } from './error-catalogue/adoption.ts';
import { CONVERSION_ERRORS } from './error-catalogue/conversion.ts';
import { DOOR_ERRORS } from './error-catalogue/doors.ts';
import type { CatalogueEntry } from './error-catalogue/entry.ts';
import { GATEWAY_ERRORS } from './error-catalogue/gateway.ts';
import { POLICY_ERRORS } from './error-catalogue/policies.ts';
import { RULE_TOOL_ERRORS } from './error-catalogue/rule-tools.ts';
import { STEP_ERRORS } from './error-catalogue/steps.ts';

/**
 * The error catalogue: every failure that a user can meet has one entry here. The code is stable, the message names what
 * is wrong, and the hint says what to do. `docs/errors.md` is generated from this table.
 */
export const CATALOGUE = {
  JSON_SYNTAX: {
    status: 400,
    reason: 'BadRequest',
    message: 'the text is not valid JSON: {reason}',
    hint: 'Send one well-formed JSON document.',
  },
  JSON_TOO_DEEP: {
    status: 400,
    reason: 'BadRequest',
    message: 'the object nests deeper than {limit} levels',
    hint: 'Flatten the object; no Kubernetes schema needs this depth.',
  },
  JSON_DUPLICATE_KEY: {
    status: 400,
    reason: 'BadRequest',
    message: 'the key {key} is in one object twice',
    hint: 'Remove one of the two; an API server would take the last one without a word.',
  },
  JSON_FORBIDDEN_KEY: {
    status: 400,
    reason: 'BadRequest',
    message: 'the object has a key {key}, which is not allowed',
    hint: 'Remove the key.',
  },
  OBJECT_NOT_KUBERNETES: {
    status: 400,
    reason: 'BadRequest',
    message: 'the object has no apiVersion or no kind',
    hint: 'Every Kubernetes object names both, for example apiVersion: networking.k8s.io/v1 and kind: Ingress.',
  },
  RULE_MISSING: {
    status: 422,
    reason: 'Invalid',
    message: 'no rule converts {kind} from {from} to {to}',
    hint: 'Check apiVersion and kind; for a kind of your own, add a ConversionRule.',
  },
  VERSION_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'no rule converts {kind} from {from} to {to}: rule {rule} knows {known}',
    hint: 'Ask for one of the versions that the rule knows.',
  },
  FIELD_TYPE: {
    status: 422,
    reason: 'Invalid',
    message: '{path} must be {expected}, but is {actual}',
    hint: "Correct the field; the kind's API reference says what it holds.",
  },
  MEMBER_LACKS_KIND: {
    status: 422,
    reason: 'Invalid',
    message: 'the member serves no version of {kind} that {from} can be converted to (known: {known})',
    hint: 'Install the API on the member, add a ConversionRule for the kind, or leave the member out of the placement.',
  },
  OVERRIDE_FAILED: {
    status: 422,
    reason: 'Invalid',
    message: '{policy} cannot be applied: {reason}',
    hint: 'Karmada cannot apply it either, and sends nothing to these members: correct the policy, or what it selects.',
  },
  MEMBER_CAPABILITIES_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'nothing is known of what the member serves',
    hint: 'Check with `kubectl get clusters` on the Karmada API server that the member exists, and that it is ready.',
  },
  PRESERVED_TOO_LARGE: {
    status: 422,
    reason: 'Invalid',
    message: 'what the member cannot hold of this {kind} is larger than the {limit} bytes that can be preserved',
    hint: 'Remove the fields that the member does not know with an OverridePolicy for that member, or upgrade the member.',
  },
  RULE_SYNTAX: {
    status: 422,
    reason: 'Invalid',
    message: 'the rule is not valid YAML: {reason}',
    hint: 'Correct the text at the line given.',
  },
  RULE_TOO_LARGE: {
    status: 413,
    reason: 'RequestEntityTooLarge',
    message: 'the rule is larger than {limit} bytes',
    hint: 'A rule describes one kind; split the file.',
  },
  RULE_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: '{path}: {reason}',
    hint: 'docs/rule-reference.md describes every step, and docs/rules.md the rest of a rule.',
  },
  RULE_IS_CRD: {
    status: 422,
    reason: 'Invalid',
    message: 'this is a CustomResourceDefinition, not a rule; give it with --crd',
    hint: 'Name the rule file as well: `karmorph lint --crd FILE rule.yaml`; `karmorph rule new --crd FILE` begins a rule.',
  },
  RULE_OTHER_KIND: {
    status: 422,
    reason: 'Invalid',
    message: 'this is a {kind}, not a rule: a rule has `kind: ConversionRule`',
    hint: 'Name a rule file; docs/rules.md describes how to write one.',
  },
  RULE_STEP_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} has a step with the unknown name "{step}"; known are {known}',
    hint: 'Use one of the steps that docs/rules.md describes.',
  },
  RULE_LENS_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} uses the lens "{lens}", which spec.lenses does not have{hint}',
    hint: 'Add the lens under spec.lenses, or correct its name.',
  },
  RULE_LENS_UNUSED: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} has the lens "{lens}", which no spoke uses',
    hint: 'Use it with `at`, or remove it.',
  },
  RULE_CYCLE: {
    status: 422,
    reason: 'Invalid',
    message: 'in rule {rule} the lens "{lens}" uses itself',
    hint: 'A lens may use other lenses, but never, through them, itself.',
  },
  RULE_CODE_UNKNOWN: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} names the TypeScript lens "{code}", which does not exist',
    hint: 'Only built-in rules can name TypeScript lenses; write `lens` steps instead.',
  },
  RULE_VERSION_TWICE: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} names the version {version} twice',
    hint: 'A version is the hub, or in one spoke.',
  },
  ...RULE_TOOL_ERRORS,
  CERT_UNREADABLE: {
    status: 500,
    reason: 'InternalError',
    message: '{file} holds no {what} in PEM form: {reason}',
    hint: 'Put the right file back, or delete it and the .crt or .key of the same name to have both made anew.',
  },
  CERT_INCOMPLETE: {
    status: 500,
    reason: 'InternalError',
    message: '{file} is missing, although {other} is there',
    hint: 'Put the missing file back, or delete the other one to have both made anew.',
  },
  CERT_KEY_MISMATCH: {
    status: 500,
    reason: 'InternalError',
    message: 'the private key in {key} does not belong to the first certificate in {file}',
    hint: 'Put the matching file back, or delete both to have them made anew.',
  },
  CERT_NOT_AUTHORITY: {
    status: 500,
    reason: 'InternalError',
    message: 'the first certificate in {file} is not a certificate authority',
    hint: 'Put a CA certificate there with its key, or delete ca.crt and ca.key to have an authority made.',
  },
  CERT_DIR_UNUSABLE: {
    status: 500,
    reason: 'InternalError',
    message: 'the certificate directory {dir} cannot be used: {reason}',
    hint: 'Give a writable one with --cert-dir, or --tls-cert and --tls-key.',
  },
  KUBERNETES_VERSION_INVALID: {
    status: 400,
    reason: 'BadRequest',
    message: '"{version}" is not a Kubernetes version',
    hint: 'Write a minor such as 1.21 or a release such as v1.21.14.',
  },
  KUBERNETES_VERSION_UNKNOWN: {
    status: 400,
    reason: 'BadRequest',
    message: 'nothing is known about Kubernetes {version}; known are {first} to {last}',
    hint: 'Take the nearest known minor; a fleet file can add and remove what differs.',
  },
  FLEET_FILE_UNREADABLE: {
    status: 500,
    reason: 'InternalError',
    message: 'the fleet file {file} cannot be read: {reason}',
    hint: 'Check the path that --fleet or --members names and its permissions; --members also takes Kubernetes versions, such as 1.18,1.34.',
  },
  FLEET_FILE_INVALID: {
    status: 500,
    reason: 'InternalError',
    message: '{at}: {field}: {reason}',
    hint: 'Correct the fleet file; manifests/examples/fleet.yaml shows every field.',
  },
  FLEET_FIELD_INVALID: {
    status: 500,
    reason: 'InternalError',
    message: '{at}: {field}: {reason}',
    hint: 'Correct the value; manifests/examples/fleet.yaml shows what each field takes.',
  },
  ...ADOPTION_ERRORS,
  ...GATEWAY_ERRORS,
  ...STEP_ERRORS,
  KUBECONFIG_UNUSABLE: {
    status: 500,
    reason: 'InternalError',
    message: 'the kubeconfig {file} cannot be used: {reason}',
    hint: 'Check the file, its permissions, and which API server its context names: it takes TLS with a CA, and no path and no proxy.',
  },
  KUBECONFIG_IDENTITY: {
    status: 500,
    reason: 'InternalError',
    message: 'the kubeconfig {file} gives no credentials: {reason}',
    hint: 'Check the files that it names, and run its plugin by hand, perhaps to log in again.',
  },
  KUBE_UNREACHABLE: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the API server {server} does not answer {path}: {reason}',
    hint: 'Check the server address in the kubeconfig, its CA, and the network in between; Karmorph tries again by itself.',
  },
  KUBE_REFUSED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the API server refused {path} with status {status}: {reason}',
    hint: 'For 401 and 403 check the credentials and the roles in manifests/karmada; else see the log of the API server.',
  },
  KUBE_NOT_KARMADA: {
    status: 503,
    reason: 'ServiceUnavailable',
    message:
      "this API server has no clusters.cluster.karmada.io: is the current context Karmada's, not the host cluster's? (404 at {path})",
    hint: 'Name the kubeconfig of the Karmada API server with --karmada-kubeconfig.',
  },
  KUBE_UNREADABLE: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the answer of the API server to {path} cannot be used: {reason}',
    hint: 'Karmorph tries again by itself; if this goes on, something between it and the API server changes the answers.',
  },
  KUBE_SILENT: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the API server sent no complete answer to {path} within {seconds} seconds',
    hint: 'Karmorph tries again by itself; check the load of the API server and the network in between.',
  },
  WEBHOOKS_CA_UNUSABLE: {
    status: 500,
    reason: 'InternalError',
    message: 'the CA bundle for webhook configurations cannot be used, so they stay as they are: {reason}',
    hint: 'Check the file that --webhook-ca names, or ca.crt in --cert-dir: it holds one or more PEM certificates.',
  },
  WEBHOOKS_CHANGED_BY_SERVER: {
    status: 500,
    reason: 'InternalError',
    message:
      'the Karmada API server stores {kind} {name} otherwise than it was written; that is taken for what was meant',
    hint: 'An admission webhook or policy on the Karmada API server changes it, or a newer Kubernetes adds fields; compare it with what Karmorph logs at debug level.',
  },
  KINDS_NOT_FOLLOWED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message:
      'a new kind on the control plane may take a minute to be known, since {resource} cannot be followed: {reason}',
    hint: 'For 401 and 403 apply manifests/karmada/cluster-role.yaml again; Karmorph tries again by itself.',
  },
  PROPAGATION_FORBIDDEN: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'Karmorph may not list and watch {resource}, so it cannot tell which members an object reaches',
    hint: 'Apply manifests/karmada/cluster-role.yaml again; Karmorph tries again by itself, and serves members meanwhile.',
  },
  PROPAGATION_NOT_READ: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: '{resource} have not been read, so it cannot be told which members an object reaches: {reason}',
    hint: 'Check that the Karmada API server has this resource; Karmorph tries again by itself, and serves members meanwhile.',
  },
  OBJECT_UNREADABLE: {
    status: 422,
    reason: 'Invalid',
    message: '{resource} {name} is left out of plans, since it cannot be read: {reason}',
    hint: 'Correct the field; the CustomResourceDefinition of the resource says what it holds.',
  },
  MEMBER_ANNOTATION_INVALID: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'cluster {name} cannot be reached through the gateway: annotation {annotation}: {reason}',
    hint: 'Correct the annotation; until then requests to this member are refused.',
  },
  ...DOOR_ERRORS,
  ...CONVERSION_ERRORS,
  ...POLICY_ERRORS,
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Something that went wrong, as data: the core returns it, the edges print it in their protocol's form. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** What the `Status` names as causes, where clients read these; the code and the hint otherwise. */
  readonly causes?: readonly ProblemCause[];
  /** What the `Status` is about, where clients read that. */
  readonly about?: { readonly group: string; readonly kind: string };
}

/** One cause of a problem, as a Kubernetes `Status` has them. */
interface ProblemCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Fills the catalogue entry of `code`. Every `{name}` in its message must be among `parameters`. */
export function problem(code: ErrorCode, parameters: Readonly<Record<string, string | number>> = {}): Problem {
  const entry: CatalogueEntry = CATALOGUE[code];
  const message = entry.message.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? `{${name}}`));
  return { code, message, hint: entry.hint };
}

/** A problem as an exception, for the edges where a return value cannot carry it. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(cause: Problem, options?: ErrorOptions) {
    super(cause.message, options);
    this.name = 'ProblemError';
    this.problem = cause;
  }
}

/** The HTTP status that answers a problem. */
export function statusOf(code: ErrorCode): number {
  return CATALOGUE[code].status;
}
