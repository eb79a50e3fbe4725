import { ruleSetOf, type Family, type RuleSet } from '../engine/rule-set.ts';

/** A built-in rule that a rule from outside stands in for. */
export interface ReplacedRule {
  readonly rule: string;
  readonly by: string;
}

/** The rules in force, and what is no longer among them. */
export interface CombinedRules {
  readonly rules: RuleSet;
  readonly replaced: readonly ReplacedRule[];
}

/**
 * Built-in rules with rules from outside, which must not overlap among themselves. A rule from outside replaces each
 * built-in one that it shares a version of its kind with, as a whole: two rules for one object would depend on the direction.
 */
export function combineRules(builtins: readonly Family[], custom: readonly Family[]): CombinedRules {
  const replaced: ReplacedRule[] = [];
  const kept = builtins.filter((builtin) => {
    const by = custom.find((family) => sharedVersion(family, builtin) !== undefined);
    if (by) replaced.push({ rule: builtin.rule, by: by.rule });
    return !by;
  });
  return { rules: ruleSetOf([...kept, ...custom]), replaced };
}

/** A version that two rules convert objects of one kind from; undefined when they never meet. */
export function sharedVersion(a: Family, b: Family): string | undefined {
  return a.kind === b.kind ? a.versions.find((version) => b.versions.includes(version)) : undefined;
}
