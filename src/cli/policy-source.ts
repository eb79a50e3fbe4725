import type { Logger } from 'pino';
import { stringAt } from '../json/json.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { POLICY_KINDS } from '../policies/check.ts';
import type { Policy } from '../policies/policy.ts';
import type { JudgedObjects } from '../registry/judged-objects.ts';
import { createLivePolicies, type LivePolicies } from '../registry/live-policies.ts';
import { loadPolicyFiles } from '../registry/policy-files.ts';
import { startPolicyObjects } from '../registry/policy-objects.ts';
import type { Verdict } from '../registry/verdict.ts';

/**
 * The policies that a server starts with: those of `--policies`, and none at all before the objects are read where there is an API
 * server that may have some. Fails as {@link loadPolicyFiles} does.
 */
export function startingPolicies(paths: readonly string[], hasObjects: boolean, logger: Logger): LivePolicies {
  const policies = loadPolicyFiles(paths);
  if (policies.length > 0) logger.info({ event: 'policies_read', policies: policies.map(({ title }) => title) });
  return createLivePolicies(policies, hasObjects ? POLICY_KINDS : []);
}

/** Follows the ConversionPolicies and ClusterConversionPolicies of the Karmada API server, and logs what becomes of them. */
export function followPolicyObjects(client: KubeClient, live: LivePolicies, logger: Logger): JudgedObjects {
  return startPolicyObjects({
    client,
    live,
    onProblem: ({ code, message, hint }) => logger.warn({ event: 'policies_problem', code, message, hint }),
    onAbsent: (kind) =>
      logger.info({
        event: 'policies_absent',
        kind,
        message: `the Karmada API server has no kind ${kind}; policies of other kinds and those of --policies are in force`,
        hint: 'Apply the CRDs of manifests/karmada to have policies as objects.',
      }),
    onVerdict: (verdict) => logVerdict(verdict, logger),
  });
}

function logVerdict({ record, reason, message, inForce }: Verdict<Policy>, logger: Logger): void {
  const { name, generation, object } = record;
  const policy = `${stringAt(object, 'kind') ?? ''} ${name}`;
  if (reason === 'Accepted') logger.info({ event: 'policy_accepted', policy, generation, message });
  else logger.warn({ event: 'policy_refused', policy, generation, reason, message, inForce: inForce?.generation });
}
