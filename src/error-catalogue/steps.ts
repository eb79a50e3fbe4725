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
  NORMALIZE_LOSS: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} leaves the template as it is, since {path} would be lost: {reason}',
    hint: 'Remove one of the two values from the template, or correct the `normalize` steps of the rule.',
  },
  NORMALIZE_UNSTABLE: {
    status: 422,
    reason: 'Invalid',
    message:
      'rule {rule} leaves the template as it is, since its `normalize` steps would change their own outcome again',
    hint: 'Write steps that find nothing to do in an object that they have changed.',
  },
  NORMALIZE_IDENTITY: {
    status: 422,
    reason: 'Invalid',
    message: 'rule {rule} leaves the template as it is, since its `normalize` steps would make another object of it',
    hint: 'Remove the steps that change apiVersion, kind, name, generateName, namespace, uid or resourceVersion.',
  },
} as const satisfies Record<string, CatalogueEntry>;
