import type { Problem } from '../errors.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { pinDefaults } from './defaults.ts';
import type { RuleSet } from './rule-set.ts';
import { ConversionFailure, Scope } from './scope.ts';

/** An object with its defaults, or why it has none. */
export type Defaulted =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: Problem };

/**
 * The object, in its own version, with what its author means by fields that are left out, where the other version means something else:
 * what an API server of the object's version would store. Fails with `FIELD_TYPE`.
 */
export function withDefaults(object: JsonObject, other: string, rules: RuleSet): Defaulted {
  const apiVersion = stringAt(object, 'apiVersion') ?? '';
  const family = rules.familyOf(apiVersion, stringAt(object, 'kind') ?? '');
  const own = family?.defaults.get(apiVersion);
  if (!family || !own) return { ok: true, object };
  try {
    return { ok: true, object: pinDefaults(object, { own, other: family.defaults.get(other) }, new Scope()) };
  } catch (error) {
    if (error instanceof ConversionFailure) return { ok: false, problem: error.problem };
    throw error;
  }
}
