import { decodeJson } from '../json/decode.ts';
import { isJsonObject, objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { enabledKinds } from '../karmada/enabled-kinds.ts';
import { textsAt } from '../karmada/template-identity.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { minorOf } from '../kubernetes/minor.ts';
import { ADOPTION_LABEL, MEMBER_CA, MEMBER_ENDPOINT, RECORD } from './names.ts';

/** An adoption that did not succeed. */
export interface Failure {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How often in a row. */
  readonly times: number;
  readonly reason: string;
}

/** What counts of a Karmada `Cluster` for its adoption. Times are milliseconds since the epoch. */
export interface ClusterFacts {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** `spec.apiEndpoint`. */
  readonly endpoint: string;
  readonly pull: boolean;
  /** Where its credentials are; undefined without `spec.secretRef`. */
  readonly secret: { readonly namespace: string; readonly name: string } | undefined;
  readonly skipsTls: boolean;
  readonly proxied: boolean;
  readonly deleting: boolean;
  readonly label: string | undefined;
  readonly ready: boolean;
  /** What Karmada says of its condition Ready. */
  readonly readiness: string;
  /** What Karmada saw the member serve: behind the gateway, with what that adds. */
  readonly enabled: Capabilities;
  /** {@link MEMBER_ENDPOINT}: there is one from the moment that the gateway shall know the member. */
  readonly memberEndpoint: string | undefined;
  /** {@link MEMBER_CA}. */
  readonly memberCa: string | undefined;
  readonly originalEndpoint: string | undefined;
  readonly gatewayEndpoint: string | undefined;
  readonly adoptedFor: readonly string[];
  readonly switchedAt: number | undefined;
  readonly adoptedAt: number | undefined;
  readonly releasedAt: number | undefined;
  readonly restartPending: string | undefined;
  readonly failure: Failure | undefined;
}

/** Reads a Cluster object. Undefined when it has no name. */
export function clusterFacts(cluster: JsonObject): ClusterFacts | undefined {
  const metadata = objectAt(cluster, 'metadata');
  const name = stringAt(metadata, 'name');
  if (name === undefined) return undefined;
  const version = minorOf(stringAt(objectAt(cluster, 'status'), 'kubernetesVersion') ?? '');
  return {
    name,
    uid: stringAt(metadata, 'uid') ?? '',
    resourceVersion: stringAt(metadata, 'resourceVersion') ?? '',
    deleting: stringAt(metadata, 'deletionTimestamp') !== undefined,
    label: textsAt(metadata, 'labels')[ADOPTION_LABEL],
    enabled: capabilitiesOf(version, enabledKinds(cluster)),
    ...specFacts(objectAt(cluster, 'spec')),
    ...readyFacts(cluster),
    ...recordFacts(textsAt(metadata, 'annotations')),
  };
}

function specFacts(spec: JsonObject | undefined): Pick<ClusterFacts, 'endpoint' | 'pull' | 'secret'> & {
  readonly skipsTls: boolean;
  readonly proxied: boolean;
} {
  const ref = objectAt(spec, 'secretRef');
  const [namespace, name] = [stringAt(ref, 'namespace'), stringAt(ref, 'name')];
  return {
    endpoint: stringAt(spec, 'apiEndpoint') ?? '',
    pull: stringAt(spec, 'syncMode') === 'Pull',
    secret: namespace !== undefined && name !== undefined ? { namespace, name } : undefined,
    skipsTls: spec?.insecureSkipTLSVerification === true,
    proxied: (stringAt(spec, 'proxyURL') ?? '') !== '',
  };
}

function readyFacts(cluster: JsonObject): Pick<ClusterFacts, 'ready' | 'readiness'> {
  const conditions = objectsAt(objectAt(cluster, 'status'), 'conditions');
  const found = conditions.find((condition) => stringAt(condition, 'type') === 'Ready');
  const message = stringAt(found, 'message') ?? 'Karmada has not reached it yet';
  return { ready: stringAt(found, 'status') === 'True', readiness: message };
}

function recordFacts(annotations: Readonly<Record<string, string>>) {
  return {
    memberEndpoint: annotations[MEMBER_ENDPOINT],
    memberCa: annotations[MEMBER_CA],
    originalEndpoint: annotations[RECORD.originalEndpoint],
    gatewayEndpoint: annotations[RECORD.gatewayEndpoint],
    adoptedFor: (annotations[RECORD.adoptedFor] ?? '').split(' ').filter((kind) => kind !== ''),
    switchedAt: timeOf(annotations[RECORD.switchedAt]),
    adoptedAt: timeOf(annotations[RECORD.adoptedAt]),
    releasedAt: timeOf(annotations[RECORD.releasedAt]),
    restartPending: annotations[RECORD.restartPending],
    failure: failureOf(annotations[RECORD.failed]),
  };
}

/** A time that somebody has made unreadable is one long ago. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? 0 : time;
}

function failureOf(text: string | undefined): Failure | undefined {
  const decoded = text === undefined ? undefined : decodeJson(text);
  if (decoded?.ok !== true || !isJsonObject(decoded.value)) return undefined;
  const { at, times, reason } = decoded.value;
  return {
    at: timeOf(typeof at === 'string' ? at : undefined) ?? 0,
    times: typeof times === 'number' ? times : 1,
    reason: typeof reason === 'string' ? reason : '',
  };
}
