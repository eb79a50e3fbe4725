import { problem, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';

/** What identifies a review, and what an answer to it repeats. */
export interface ReviewEnvelope {
  /** `admission.k8s.io/v1`, or v1beta1 from API servers before 1.16; the answer is in the same version. */
  readonly apiVersion: string;
  readonly uid: string;
}

/** A request of an API server to admit an object. */
export interface Review extends ReviewEnvelope {
  /** `CREATE`, `UPDATE`, `DELETE` or `CONNECT`. */
  readonly operation: string;
  /** Such as `status` or `scale`; empty for the object itself. */
  readonly subResource: string;
  /** That of the request; empty for an object without one. */
  readonly namespace: string;
  /** True when nothing is to be stored. */
  readonly dryRun: boolean;
  /** The object as it would be stored; absent for DELETE and most CONNECTs. */
  readonly object: JsonObject | undefined;
}

/** A review, or what is wrong with it; with its envelope where the text has one, so that it can be answered in kind. */
export type ParsedReview =
  | { readonly ok: true; readonly review: Review }
  | { readonly ok: false; readonly problem: Problem; readonly envelope: ReviewEnvelope | undefined };

const VERSIONS: ReadonlySet<unknown> = new Set(['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']);

/** Reads an AdmissionReview. Fails with `REVIEW_INVALID`, or as decoding JSON does. */
export function parseReview(text: string): ParsedReview {
  const decoded = decodeJson(text);
  if (!decoded.ok) return { ...decoded, envelope: envelopeInText(text) };
  const envelope = envelopeOf(decoded.value);
  if (!envelope) return invalid('it is no AdmissionReview of admission.k8s.io/v1 or v1beta1', undefined);
  const request = isJsonObject(decoded.value) ? objectAt(decoded.value, 'request') : undefined;
  const operation = stringAt(request, 'operation');
  if (!request) return invalid('it has no request', envelope);
  if (envelope.uid === '') return invalid('its request has no uid', envelope);
  if (operation === undefined) return invalid('its request has no operation', envelope);
  const subResource = stringAt(request, 'subResource') ?? '';
  const namespace = stringAt(request, 'namespace') ?? '';
  const [dryRun, object] = [request.dryRun === true, objectAt(request, 'object')];
  return { ok: true, review: { ...envelope, operation, subResource, namespace, dryRun, object } };
}

function invalid(reason: string, envelope: ReviewEnvelope | undefined): ParsedReview {
  return { ok: false, problem: problem('REVIEW_INVALID', { reason }), envelope };
}

function envelopeOf(value: Json): ReviewEnvelope | undefined {
  if (!isJsonObject(value) || value.kind !== 'AdmissionReview') return undefined;
  const apiVersion = stringAt(value, 'apiVersion');
  if (apiVersion === undefined || !VERSIONS.has(apiVersion)) return undefined;
  return { apiVersion, uid: stringAt(objectAt(value, 'request'), 'uid') ?? '' };
}

/** The envelope of a review that was refused for what is in it, such as too deep an object. */
function envelopeInText(text: string): ReviewEnvelope | undefined {
  try {
    return envelopeOf(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
