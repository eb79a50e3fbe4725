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
  POLICY_DENIED: {
    status: 422,
    reason: 'Invalid',
    message: '{kind} {name} is refused by {policies}: {what}',
    hint: 'Remove or change the field, upgrade these members, or leave them out of the placement; exceptions are made in the policy (allowedLosses, ignoreMembers).',
  },
  POLICY_UNDECIDED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: '{policy} may refuse {kind} {name}, but it is not known which members it reaches: {reason}',
    hint: 'Try again in a moment; if this goes on, mend what the reason names, and see the log of Karmorph.',
  },
  POLICIES_FORBIDDEN: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'Karmorph may not read {resource}, so it is not known what conversion policies refuse',
    hint: 'Apply manifests/karmada/cluster-role.yaml again; until then Karmorph is not ready, and what policies may refuse is not let through.',
  },
  POLICIES_NOT_READ: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the conversion policies have not been read yet, so it is not known what they refuse',
    hint: 'Try again in a moment; if this goes on, the log of Karmorph says why. Its role must allow to list and watch the policies.',
  },
} as const satisfies Record<string, CatalogueEntry>;
