import { problem, type Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { checkPolicy, type PolicyKind } from '../policies/check.ts';
import type { Policy } from '../policies/policy.ts';
import { startJudgedObjects, type JudgedObjects, type JudgedObjectsOptions } from './judged-objects.ts';
import type { LivePolicies } from './live-policies.ts';
import type { Checked } from './object-record.ts';
import { settlePolicies } from './settle-policies.ts';

export interface PolicyObjectsOptions extends Pick<JudgedObjectsOptions<Policy>, 'client' | 'clock' | 'onVerdict'> {
  readonly live: LivePolicies;
  readonly onProblem: (problem: Problem) => void;
  /** Told once that the API server has no such kind, and so that none of its objects counts. */
  readonly onAbsent: (kind: PolicyKind) => void;
}

const API = '/apis/karmorph.io/v1alpha1';
const PLURALS: ReadonlyMap<PolicyKind, string> = new Map([
  ['ConversionPolicy', 'conversionpolicies'],
  ['ClusterConversionPolicy', 'clusterconversionpolicies'],
]);
const [UNAUTHORIZED, FORBIDDEN] = [401, 403];

/**
 * Starts to keep the live policies equal to the objects of an API server, and to write into each what became of it. Where they may
 * not be read they stay unknown: a strict one that is passed by would let through what it is there to refuse.
 */
export function startPolicyObjects({ live, onProblem, onAbsent, ...options }: PolicyObjectsOptions): JudgedObjects {
  const followed = [...PLURALS].map(([kind, plural]) =>
    startJudgedObjects({
      ...options,
      path: `${API}/${plural}`,
      check: checkPolicyObject,
      settle: settlePolicies,
      use: (policies) => live.use(kind, policies),
      onAbsent: () => onAbsent(kind),
      onProblem: (cause, status) => {
        const isForbidden = status === UNAUTHORIZED || status === FORBIDDEN;
        onProblem(isForbidden ? problem('POLICIES_FORBIDDEN', { resource: `${plural}.karmorph.io` }) : cause);
      },
    }),
  );
  return {
    stop: async () => {
      await Promise.all(followed.map((each) => each.stop()));
    },
  };
}

/** Checks a policy of an API server. */
export function checkPolicyObject(object: JsonObject): Checked<Policy> {
  const checked = checkPolicy({ object });
  return checked.ok ? { ok: true, item: checked.policy } : checked;
}
