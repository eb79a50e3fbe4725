import type { Logger } from 'pino';
import { policySetOf, type PolicySet } from '../policies/policy-set.ts';
import { loadPolicyFiles } from '../registry/policy-files.ts';

/** The policies that `--policies` names. Fails as {@link loadPolicyFiles} does. */
export function startingPolicies(paths: readonly string[], logger: Logger): PolicySet {
  const set = policySetOf(loadPolicyFiles(paths));
  if (set.policies.length > 0)
    logger.info({ event: 'policies_read', policies: set.policies.map(({ title }) => title) });
  return set;
}
