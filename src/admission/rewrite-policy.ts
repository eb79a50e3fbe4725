import { rewriteReferences, type Reference } from '../engine/rewrite-references.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { JsonObject } from '../json/json.ts';
import type { ChooseVersion } from './choose-version.ts';
import { changedPath, overridePaths } from './override-paths.ts';
import type { PolicyReferences } from './policy-references.ts';

export interface PolicyContext {
  readonly rules: RuleSet;
  readonly choose: ChooseVersion;
  /** Told in words what was changed, and what was not. */
  readonly warn: (text: string) => void;
}

/**
 * Gives what a policy of Karmada names the version that Karmada finds it by; in any other one it would match nothing, without a
 * word. The overriders of an OverridePolicy are written for the fields of the version that it names: where a path means
 * another field in the new one, the policy stays as it is, since it would change what nobody meant.
 */
export function rewritePolicy(policy: JsonObject, references: PolicyReferences, context: PolicyContext): JsonObject {
  const { path, need, overrides } = references;
  const paths = overrides ? overridePaths(policy) : [];
  const blocked = new Map<string, string | undefined>();
  const pathInTheWay = ({ apiVersion, kind }: Reference, to: string): string | undefined => {
    if (paths.length === 0) return undefined;
    const key = [kind, apiVersion, to].join(' ');
    const known = blocked.has(key)
      ? blocked.get(key)
      : changedPath(paths, { kind, from: apiVersion, to }, context.rules);
    blocked.set(key, known);
    return known;
  };
  return rewriteReferences(policy, [path], (reference) => {
    const { apiVersion, kind } = reference;
    const choice = context.choose(reference, need);
    if (choice.verdict === 'keep') return undefined;
    if (choice.verdict === 'none') {
      context.warn(
        `${reference.path}: no version of ${kind} is ${need === 'served' ? 'served' : 'watched by Karmada'}`,
      );
      return undefined;
    }
    const { to, isServed } = choice;
    const field = pathInTheWay(reference, to);
    if (field === undefined) context.warn(`${reference.path} is now ${to} (${why(apiVersion, isServed)})`);
    else context.warn(`${reference.path} matches nothing: for ${to}, change ${field} too`);
    return field === undefined ? to : undefined;
  });
}

/** Why a version was not kept. */
export function why(apiVersion: string, isServed: boolean): string {
  return `${apiVersion} is not ${isServed ? 'watched by Karmada' : 'served'}`;
}
