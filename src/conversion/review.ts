import { problem, type Problem } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';

/** What identifies a review, and what an answer to it repeats. */
export interface ReviewEnvelope {
  /** `apiextensions.k8s.io/v1`, or v1beta1; the answer is in the same version. */
  readonly apiVersion: string;
  readonly uid: string;
}

/** A review without its objects. */
export interface ConversionRequest extends ReviewEnvelope {
  readonly desiredAPIVersion: string;
}

/** A request, or what is wrong with it; with its envelope where it has one, so that it can be answered in kind. */
export type ParsedRequest =
  | { readonly ok: true; readonly request: ConversionRequest }
  | { readonly ok: false; readonly problem: Problem; readonly envelope: ReviewEnvelope | undefined };

const VERSIONS: ReadonlySet<unknown> = new Set(['apiextensions.k8s.io/v1', 'apiextensions.k8s.io/v1beta1']);

/** Reads a ConversionReview whose list of objects was emptied. Fails with `CONVERT_REVIEW_INVALID`, or as decoding JSON does. */
export function parseRequest(text: string): ParsedRequest {
  const decoded = decodeJson(text);
  if (!decoded.ok) return { ...decoded, envelope: undefined };
  const review = isJsonObject(decoded.value) ? decoded.value : {};
  const apiVersion = stringAt(review, 'apiVersion') ?? '';
  if (review.kind !== 'ConversionReview' || !VERSIONS.has(apiVersion)) {
    return invalid('it is no ConversionReview of apiextensions.k8s.io/v1 or v1beta1', undefined);
  }
  const request = objectAt(review, 'request');
  const uid = stringAt(request, 'uid') ?? '';
  if (!request) return invalid('it has no request', undefined);
  if (uid === '') return invalid('its request has no uid', undefined);
  return complete(request, { apiVersion, uid });
}

function complete(request: JsonObject, envelope: ReviewEnvelope): ParsedRequest {
  const desiredAPIVersion = stringAt(request, 'desiredAPIVersion') ?? '';
  const { objects } = request;
  if (desiredAPIVersion === '') return invalid('its request has no desiredAPIVersion', envelope);
  if (!isJsonArray(objects) || objects.length > 0) return invalid('its request has no list of objects', envelope);
  return { ok: true, request: { ...envelope, desiredAPIVersion } };
}

function invalid(reason: string, envelope: ReviewEnvelope | undefined): ParsedRequest {
  return { ok: false, problem: problem('CONVERT_REVIEW_INVALID', { reason }), envelope };
}
