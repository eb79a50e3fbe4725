import type { CatalogueEntry } from './entry.ts';

/** What is wrong with policies, and what they refuse. */
export const POLICY_ERRORS = {
  POLICY_SYNTAX: {
    status: 422,
    reason: 'Invalid',
    message: 'the policy is not valid YAML: {reason}',
    hint: 'Correct the text at the line given; a policy file holds one policy.',
  },
  POLICY_TOO_LARGE: {
    status: 413,
    reason: 'RequestEntityTooLarge',
    message: 'the policy is larger than {limit} bytes',
    hint: 'Split it into several policies: the strictest counts.',
  },
  POLICY_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: '{path}: {reason}',
    hint: 'docs/conversion-policy.md describes every field of a policy.',
  },
} as const satisfies Record<string, CatalogueEntry>;
