import { CATALOGUE, type Problem } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import type { PatchOperation } from '../json/patch.ts';
import type { ReviewEnvelope } from './review.ts';

/** What a reviewer of templates decides. Karmorph advises: it never refuses a template that it could read. */
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

function answer({ apiVersion, uid }: ReviewEnvelope, response: JsonObject): JsonObject {
  return { apiVersion, kind: 'AdmissionReview', response: { uid, ...response } };
}
