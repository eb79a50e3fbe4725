import type { CatalogueEntry } from './entry.ts';

/** Failures of the conversion webhook, and of rules that come from outside. */
export const CONVERSION_ERRORS = {
  CONVERT_TOO_LARGE: {
    status: 422,
    reason: 'Invalid',
    message: 'what {to} cannot hold of this {kind} is larger than the {limit} bytes that can be preserved',
    hint: 'Read and write the object in the version that it was written in, or remove the fields that other versions do not know.',
  },
  CONVERT_REVIEW_INVALID: {
    status: 400,
    reason: 'BadRequest',
    message: 'the body is no ConversionReview that can be answered: {reason}',
    hint: 'API servers send these reviews; check what else calls /convert.',
  },
  CONVERT_MEDIA_TYPE: {
    status: 415,
    reason: 'UnsupportedMediaType',
    message: 'a ConversionReview is read as application/json, not as {type}',
    hint: 'Send it with the header Content-Type: application/json.',
  },
  RULE_CONFLICT: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} is for {kind} of {version}, as rule {other} is, which comes first',
    hint: 'Keep one rule for a kind: merge the two, or remove one.',
  },
} as const satisfies Record<string, CatalogueEntry>;
