import type { Family } from '../engine/rule-set.ts';
import { loadBuiltinRules } from '../registry/builtin-rules.ts';
import { combineRules, type CombinedRules } from '../registry/combine-rules.ts';
import { loadRuleFiles } from '../registry/rule-files.ts';

/** The rules that a command begins with, and what they were made of. */
export interface LoadedRules extends CombinedRules {
  readonly builtins: readonly Family[];
  /** From files. */
  readonly custom: readonly Family[];
}

/**
 * The built-in rules and those that `--rules` names, which come first. Throws ProblemError for a path that cannot be read, and
 * RulesRefused for what is wrong in the files.
 */
export function loadRules(paths: readonly string[]): LoadedRules {
  const builtins = loadBuiltinRules().families;
  const custom = loadRuleFiles(paths);
  return { builtins, custom, ...combineRules(builtins, custom) };
}
