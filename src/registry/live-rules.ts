import type { Family, RuleSet } from '../engine/rule-set.ts';
import { combineRules, type ReplacedRule } from './combine-rules.ts';

/** The rules in force. Whoever answers a request takes {@link rules} once; a change makes a new set. */
export interface LiveRules {
  rules(): RuleSet;
  /** The built-in rules that are replaced just now. */
  replaced(): readonly ReplacedRule[];
  /** Puts other rules beside the built-in ones; they must not overlap among themselves. */
  use(custom: readonly Family[]): void;
}

/** Begins with the built-in rules and some from files. */
export function createLiveRules(builtins: readonly Family[], custom: readonly Family[]): LiveRules {
  let current = combineRules(builtins, custom);
  return {
    rules: () => current.rules,
    replaced: () => current.replaced,
    use: (families) => {
      current = combineRules(builtins, families);
    },
  };
}
