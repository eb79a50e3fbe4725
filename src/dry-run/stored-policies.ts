import { versionChooser } from '../admission/choose-version.ts';
import { policyReferencesOf } from '../admission/policy-references.ts';
import { rewritePolicy } from '../admission/rewrite-policy.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { JsonObject } from '../json/json.ts';
import type { NewPolicies } from '../karmada/with-policies.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { readInput, type InputPolicies } from './input.ts';

/** What decides about the versions in policies. */
export interface PolicyStore {
  readonly rules: RuleSet;
  readonly controlPlane: Capabilities;
}

/**
 * The policies of an input as they are stored: with the versions that the mutating webhook gives their selectors. As they are written,
 * a selector of a version that Karmada does not watch would select nothing.
 */
export function storedPolicies({ written }: InputPolicies, { rules, controlPlane }: PolicyStore): NewPolicies {
  const context = { rules, choose: versionChooser(rules, controlPlane), warn: (): void => undefined };
  const stored = written.map((object): JsonObject => {
    const references = policyReferencesOf(object);
    return references ? rewritePolicy(object, references, context) : object;
  });
  return readInput(
    stored.map((object) => ({ object })),
    '',
  ).policies;
}
