import type { CatalogueEntry } from './entry.ts';

/** Failures of the steps of a rule, and of the CEL expressions in them. */
export const STEP_ERRORS = {
  CONVERSION_REFUSED: {
    status: 422,
    reason: 'Invalid',
    message: '{path}: {reason}',
    hint: 'The rule of this kind refuses such objects; change the field, or leave the member out of the placement.',
  },
  CEL_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: 'the expression {expression} cannot be used: {reason}',
    hint: 'Correct the expression; docs/rules.md says what expressions may use.',
  },
  CEL_FAILED: {
    status: 422,
    reason: 'Invalid',
    message: 'the expression {expression} fails: {reason}',
    hint: 'Guard what may be absent with has() or .?, and check the types.',
  },
  CEL_BUDGET: {
    status: 422,
    reason: 'Invalid',
    message: 'the expression {expression} takes more work than one conversion may cost',
    hint: 'Go through each list once, and leave large texts out of comparisons.',
  },
  CEL_RESULT: {
    status: 422,
    reason: 'Invalid',
    message: 'what the expression {expression} works on or gives cannot be used: {reason}',
    hint: 'An expression gives JSON: texts, numbers, booleans, lists, and maps with texts as keys, and not too much of it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
