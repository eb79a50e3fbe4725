import type { CatalogueEntry } from './entry.ts';

/** What the commands for authors of rules tell: `karmorph test`, `lint`, `explain` and `rule new`. */
export const RULE_TOOL_ERRORS = {
  CASE_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: '{path}: {reason}',
    hint: 'A case has `from` and `to`, perhaps `losses` and `back`; or `from`, `into` and `error`; see docs/rules.md.',
  },
  CASE_FAILED: {
    status: 422,
    reason: 'Invalid',
    message: 'the conversion is not what the case says: {difference}',
    hint: 'Correct the rule, or the case if it says what nobody wants.',
  },
  CASE_STEP_UNEXERCISED: {
    status: 422,
    reason: 'Invalid',
    message: 'no case exercises {step} in rule {rule} on the way {direction}',
    hint: 'Add a case whose object the step changes in that direction; a step that no object can reach is best removed.',
  },
  CASE_COVERAGE_LOW: {
    status: 422,
    reason: 'Invalid',
    message: 'the cases exercise {percent} % of the steps of rule {rule}, less than the {wanted} % asked for',
    hint: 'Add cases for the steps that are listed as not exercised.',
  },
  RULE_FILE_NONE: {
    status: 400,
    reason: 'BadRequest',
    message: '{path} holds no rule',
    hint: 'Name a rule file, or a folder with a rule.yaml in it or below it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
