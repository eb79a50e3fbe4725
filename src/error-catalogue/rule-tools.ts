import type { CatalogueEntry } from './entry.ts';

/** What the commands for authors of rules tell: `karmorph test`, `lint`, `explain` and `rule new`. */
export const RULE_TOOL_ERRORS = {
  CASE_INVALID: {
    status: 422,
    reason: 'Invalid',
    message: '{path}: {reason}',
    hint: 'A case has `from` and `to`, perhaps `losses` and `back`; or `from`, `into` and `error`; see docs/rules.md.',
  },
} as const satisfies Record<string, CatalogueEntry>;
