import { problem, ProblemError } from '../errors.ts';
import { objectAt, stringAt, isJsonObject, type JsonObject } from '../json/json.ts';
import { capabilitiesOf } from '../kubernetes/capabilities.ts';
import { gvkOf } from '../kubernetes/group-version.ts';
import { plan } from '../planner/plan.ts';
import { denialOf, type Denial } from '../policies/denial.ts';
import { groupFindings } from '../policies/group-findings.ts';
import { judge } from '../policies/judge.ts';
import { plannable } from '../policies/plannable.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import { isStrict } from '../policies/policy.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import type { ConvertedRequest } from './exchange.ts';
import { convertedHeaders } from './headers.ts';
import { callMember } from './member-answer.ts';
import { pathIn, type ResourcePath } from './route.ts';

/**
 * Throws ProblemError with `POLICY_DENIED` when a policy refuses what this member would lose of an object, and with
 * `POLICIES_NOT_READ` while that is not known. An object that the member is deleting may be written: its finalizers must be
 * able to go. What the client says of that does not count.
 */
export async function checkPolicies(request: ConvertedRequest, sent: JsonObject): Promise<void> {
  const policies = request.exchange.context.policies();
  if (!policies) throw new ProblemError(problem('POLICIES_NOT_READ'));
  if (!policies.policies.some(isStrict)) return;
  const denial = denialFor(request, sent, policies);
  if (denial && !(await isBeingDeleted(request))) throw new ProblemError(denial.problem);
}

function denialFor(
  { exchange, path, translation }: ConvertedRequest,
  sent: JsonObject,
  policies: PolicySet,
): Denial | undefined {
  const { name, labels, capabilities: known } = exchange.member;
  const { family, served } = translation;
  const template = plannable(sent, namespaceOf(path));
  const rules = exchange.context.rules();
  // The version that this request is converted to, whatever the inventory has of the member.
  const capabilities = capabilitiesOf(known.kubernetesVersion, [gvkOf(served, family.kind)]);
  const plans = plan(template, [{ name, capabilities }], rules, { schemas: PACKAGED_SCHEMAS });
  const { denials } = judge(template, plans, { policies, rules, labelsOf: () => labels });
  return denials.length === 0 ? undefined : denialOf(template, groupFindings(denials, 1));
}

/** That of the request: whoever writes may leave it out of the object. */
function namespaceOf({ rest }: ResourcePath): string {
  const [, namespace = ''] = /^namespaces\/([^/]+)\/[^/]/.exec(rest) ?? [];
  return decodeURIComponent(namespace);
}

async function isBeingDeleted({ exchange, path, translation }: ConvertedRequest): Promise<boolean> {
  if (path.name === undefined) return false;
  const headers = { ...convertedHeaders(exchange.request), accept: 'application/json' };
  const { status, value } = await callMember(exchange, {
    method: 'GET',
    path: pathIn(translation.served, path),
    headers,
  });
  const stored = status === 200 && isJsonObject(value) ? value : undefined;
  return stringAt(objectAt(stored, 'metadata'), 'deletionTimestamp') !== undefined;
}
