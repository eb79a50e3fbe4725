import { decodeJson } from '../json/decode.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject } from '../json/json.ts';
import { renameDeleteOptions } from './convert-request.ts';
import type { Translation } from './exchange.ts';

/** What says how to delete: the body where there is one, and else the query, as API servers read it. */
interface DeleteOptions {
  readonly query: string;
  readonly body: Buffer;
}

/**
 * The versions in which these kinds leave their dependents behind when a client does not say what shall become of them
 * (k8s.io/kubernetes/pkg/registry, DefaultGarbageCollectionPolicy); in every other version the dependents go as well.
 */
const ORPHANING = new Set(['batch/v1beta1', 'batch/v2alpha1', 'apps/v1beta1', 'apps/v1beta2', 'extensions/v1beta1']);
const KINDS = new Set(['CronJob', 'Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet']);

/** The options for the member's version, with what the client's version means where they leave it open. */
export function convertDeleteOptions({ query, body }: DeleteOptions, translation: Translation): DeleteOptions {
  const policy = impliedPolicy(translation);
  if (body.length > 0) return { query, body: withPolicy(renameDeleteOptions(body, translation), policy) };
  const parameters = new URLSearchParams(query);
  if (policy === undefined || parameters.has('propagationPolicy') || parameters.has('orphanDependents'))
    return { query, body };
  parameters.set('propagationPolicy', policy);
  return { query: `?${parameters.toString()}`, body };
}

function impliedPolicy({ family, wanted, served }: Translation): string | undefined {
  if (!KINDS.has(family.kind) || ORPHANING.has(wanted) === ORPHANING.has(served)) return undefined;
  return ORPHANING.has(wanted) ? 'Orphan' : 'Background';
}

function withPolicy(body: Buffer, policy: string | undefined): Buffer {
  const decoded = decodeJson(body.toString('utf8'));
  if (policy === undefined || !decoded.ok || !isJsonObject(decoded.value)) return body;
  const { propagationPolicy, orphanDependents } = decoded.value;
  const isOpen = (propagationPolicy ?? orphanDependents ?? null) === null;
  return isOpen ? Buffer.from(encodeJson({ ...decoded.value, propagationPolicy: policy })) : body;
}
