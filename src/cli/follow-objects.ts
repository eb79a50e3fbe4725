import type { Logger } from 'pino';
import type { KubeClient } from '../kube/kube-client.ts';
import type { LivePolicies } from '../registry/live-policies.ts';
import { followPolicyObjects } from './policy-source.ts';
import { followRuleObjects, type ServerRules } from './rule-source.ts';

/** What follows the objects of the Karmada API server. */
export interface InForce {
  readonly rules: ServerRules;
  readonly policies: LivePolicies;
}

export interface FollowedObjects {
  /** False while rules that may be in force have not been read. */
  rulesReady(): boolean;
  stop(): Promise<void>;
}

/** Keeps rules and policies equal to the objects of an API server; without one there is nothing to follow. */
export function followObjects(
  client: KubeClient | undefined,
  { rules, policies }: InForce,
  logger: Logger,
): FollowedObjects {
  if (!client) return { rulesReady: () => true, stop: () => Promise.resolve() };
  const ruleObjects = followRuleObjects(client, rules, logger);
  const policyObjects = followPolicyObjects(client, policies, logger);
  return {
    rulesReady: () => ruleObjects.ready(),
    stop: async () => {
      await Promise.all([ruleObjects.stop(), policyObjects.stop()]);
    },
  };
}
