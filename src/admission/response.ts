import { CATALOGUE, type Problem } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { PatchOperation } from '../json/patch.ts';
import type { Denial } from '../policies/denial.ts';
import type { Review, ReviewEnvelope } from './review.ts';

/** What is said to an object that is allowed. */
export interface Advice {
  readonly warnings: readonly string[];
  readonly patch: readonly PatchOperation[];
}

/** An AdmissionReview that allows the object, with warnings that kubectl prints and a patch, where there are any. */
export function allowed(envelope: ReviewEnvelope, { warnings, patch }: Advice): JsonObject {
  return answer(envelope, {
    allowed: true,
    ...(warnings.length > 0 && { warnings }),
    ...(patch.length > 0 && { patchType: 'JSONPatch', patch: Buffer.from(encodeJson(patch)).toString('base64') }),
  });
}

/** An AdmissionReview that refuses a review which could not be read. */
export function refused(envelope: ReviewEnvelope, { code, message, hint }: Problem): JsonObject {
  const { status, reason } = CATALOGUE[code];
  return answer(envelope, {
    allowed: false,
    status: { code: status, reason, message: `${message}. ${hint}` },
  });
}

/** An AdmissionReview that refuses an object for the mistakes in it. */
export function denied(envelope: ReviewEnvelope, mistakes: readonly string[]): JsonObject {
  return answer(envelope, { allowed: false, status: { code: 422, reason: 'Invalid', message: mistakes.join('\n') } });
}

/** An AdmissionReview that refuses a template for what policies say of it. */
export function refusedByPolicy(review: Review, { problem, causes }: Denial, warnings: readonly string[]): JsonObject {
  const { status: code, reason } = CATALOGUE[problem.code];
  const metadata = objectAt(review.object, 'metadata');
  const details = {
    kind: stringAt(review.object, 'kind') ?? '',
    name: stringAt(metadata, 'name') ?? '',
    causes: causes.map((cause) => ({ reason: problem.code, ...cause })),
  };
  return answer(review, {
    allowed: false,
    ...(warnings.length > 0 && { warnings }),
    status: { code, reason, message: `${problem.message}. ${problem.hint}`, details },
  });
}

function answer({ apiVersion, uid }: ReviewEnvelope, response: JsonObject): JsonObject {
  return { apiVersion, kind: 'AdmissionReview', response: { uid, ...response } };
}
