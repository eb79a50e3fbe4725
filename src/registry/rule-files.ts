import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Family } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { checkRule, type CheckedRule } from '../rules/check.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { RulesRefused } from '../rules/rules-refused.ts';
import { sharedVersion } from './combine-rules.ts';

/**
 * Reads rules of one's own: files, and folders, of which the YAML files right in it are read and every `rule.yaml` further below;
 * folders whose name begins with `_` or `.` are left out. Throws ProblemError with `INPUT_UNREADABLE`, and {@link RulesRefused} with
 * all mistakes of all files.
 */
export function loadRuleFiles(paths: readonly string[]): readonly Family[] {
  const diagnostics: Diagnostic[] = [];
  const rules: CheckedRule[] = [];
  for (const file of paths.flatMap(filesAt)) {
    const checked = checkRule({ file, text: reading(file, () => readFileSync(file, 'utf8')) });
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

function filesAt(path: string): readonly string[] {
  if (!reading(path, () => statSync(path).isDirectory())) return [path];
  const names = reading(path, () => readdirSync(path, { recursive: true, encoding: 'utf8' }));
  const files = names.map((name) => name.replaceAll('\\', '/')).filter(isRuleFile);
  if (files.length === 0)
    throw unreadable(path, 'there is no rule file in it: a YAML file, or a rule.yaml further below');
  return files.sort().map((name) => join(path, name));
}

function isRuleFile(name: string): boolean {
  return !/(^|\/)[._]/.test(name) && /^[^/]+\.ya?ml$|(^|\/)rule\.ya?ml$/.test(name);
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(file, reasonOf(error));
  }
}

function unreadable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('INPUT_UNREADABLE', { file, reason }));
}
