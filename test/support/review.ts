import type { Review } from '../../src/admission/review.ts';
import type { JsonObject } from '../../src/json/json.ts';

/** A review of an object that is created, unless the changes say otherwise. */
export function reviewOf(object: JsonObject | undefined, changes: Partial<Review> = {}): Review {
  return {
    apiVersion: 'admission.k8s.io/v1',
    uid: 'u1',
    operation: 'CREATE',
    subResource: '',
    namespace: '',
    dryRun: false,
    object,
    ...changes,
  };
}
