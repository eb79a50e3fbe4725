/** Writes docs/rule-reference.md: `npm run docs:rules`. */
import { writeFile } from 'node:fs/promises';
import { RULE_REFERENCE, renderRuleReference } from './rule-reference.ts';

await writeFile(RULE_REFERENCE, await renderRuleReference());
