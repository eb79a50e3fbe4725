import type { Family } from '../engine/rule-set.ts';
import { checkRule, type CheckedRule } from '../rules/check.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { RulesRefused } from '../rules/rules-refused.ts';
import { sharedVersion } from './combine-rules.ts';
import { filesAt, textOf, type Wanted } from './files-at.ts';

/** What is taken of a folder with rules of one's own. */
export const RULE_FILES: Wanted = {
  isWanted: (name) => !/(^|\/)[._]/.test(name) && /^[^/]+\.ya?ml$|(^|\/)rule\.ya?ml$/.test(name),
  none: 'there is no rule file in it: a YAML file, or a rule.yaml further below',
};

/**
 * Reads rules of one's own: files, and folders, of which the YAML files right in it are read and every `rule.yaml` further below;
 * folders whose name begins with `_` or `.` are left out. Throws ProblemError with `INPUT_UNREADABLE`, and {@link RulesRefused} with
 * all mistakes of all files.
 */
export function loadRuleFiles(paths: readonly string[]): readonly Family[] {
  const diagnostics: Diagnostic[] = [];
  const rules: CheckedRule[] = [];
  for (const file of paths.flatMap((path) => filesAt(path, RULE_FILES))) {
    const checked = checkRule({ file, text: textOf(file) });
    if (checked.ok) rules.push(...checked.rules);
    else diagnostics.push(...checked.diagnostics);
  }
  diagnostics.push(...conflictsOf(rules));
  if (diagnostics.length > 0) throw new RulesRefused(diagnostics);
  return rules.map(({ family }) => family);
}

/** Each rule that is for what an earlier one is for already. */
function conflictsOf(rules: readonly CheckedRule[]): readonly Diagnostic[] {
  return rules.flatMap(({ family, source }, index) => {
    const other = rules.slice(0, index).find((earlier) => sharedVersion(earlier.family, family) !== undefined);
    const version = other && sharedVersion(other.family, family);
    if (!other || version === undefined) return [];
    const { rule, kind } = family;
    return [source.diagnose('RULE_CONFLICT', ['spec'], { rule, kind, version, other: other.family.rule })];
  });
}
