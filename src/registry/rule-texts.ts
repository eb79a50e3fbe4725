import { readdirSync, readFileSync } from 'node:fs';

/** The text of one file of built-in rules. */
export interface RuleText {
  /** The path below the package root, such as `conversions/policy/pod-disruption-budget/rule.yaml`: for messages. */
  readonly file: string;
  readonly text: string;
}

const ROOT = new URL('../../', import.meta.url);

/**
 * The texts of the built-in rules, sorted by file name: every `rule.yaml` below `conversions/`, and the YAML files right
 * in it. Reads the disk; the build replaces this module by one that holds the texts.
 */
export function builtinRuleTexts(): readonly RuleText[] {
  return readdirSync(new URL('conversions/', ROOT), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter(isRuleFile)
    .sort()
    .map((name) => `conversions/${name}`)
    .map((file) => ({ file, text: readFileSync(new URL(file, ROOT), 'utf8') }));
}

/** Folders that begin with `_` hold what is copied to begin a new rule. */
function isRuleFile(name: string): boolean {
  return !name.startsWith('_') && (/(^|\/)rule\.yaml$/.test(name) || /^[^/]+\.yaml$/.test(name));
}
