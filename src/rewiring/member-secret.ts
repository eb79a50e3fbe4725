import type { ClusterFacts } from '../adoption/cluster-facts.ts';
import { withGatewayCa, withoutGatewayCa } from '../adoption/gateway-ca.ts';
import { problem, ProblemError } from '../errors.ts';
import { objectAt, stringAt } from '../json/json.ts';
import type { KarmadaApi } from './karmada-api.ts';

/** The credentials that Karmada has for a member. */
export interface MemberCredentials {
  readonly token: string;
  /** Base64 of what the member is verified against, without the gateway's CA; empty for nothing. */
  readonly caBundle: string;
}

/** Reads the Secret of a member. Throws ProblemError: ADOPTION_SECRET when it is not there, or holds no token. */
export async function memberCredentials(karmada: KarmadaApi, facts: ClusterFacts): Promise<MemberCredentials> {
  const secret = facts.secret && (await karmada.secret(facts.secret));
  if (!secret) throw unusable(facts, facts.secret ? 'it is not there' : 'the Cluster has no spec.secretRef');
  const data = objectAt(secret, 'data');
  const token = Buffer.from(stringAt(data, 'token') ?? '', 'base64').toString('utf8');
  if (token === '') throw unusable(facts, 'it holds no token');
  return { token, caBundle: withoutGatewayCa(stringAt(data, 'caBundle') ?? '') };
}

/** Lets Karmada trust the gateway besides the member. Writes nothing when it does already. */
export async function trustGateway(karmada: KarmadaApi, facts: ClusterFacts, pem: string): Promise<void> {
  await rewrite(karmada, facts, (caBundle) => withGatewayCa(caBundle, pem));
}

/**
 * Gives the Secret back what it held, byte for byte: of a member that was put behind the gateway by hand, what its Cluster says. A
 * Secret that is gone needs nothing.
 */
export async function distrustGateway(karmada: KarmadaApi, facts: ClusterFacts): Promise<void> {
  const byHand = facts.originalEndpoint === undefined ? facts.memberCa : undefined;
  await rewrite(karmada, facts, (caBundle) => byHand ?? withoutGatewayCa(caBundle));
}

async function rewrite(
  karmada: KarmadaApi,
  { secret: reference }: ClusterFacts,
  change: (caBundle: string) => string,
): Promise<void> {
  const secret = reference && (await karmada.secret(reference));
  if (!secret) return;
  const before = stringAt(objectAt(secret, 'data'), 'caBundle') ?? '';
  const caBundle = change(before);
  if (caBundle === before) return;
  // Refused when somebody else has written the Secret meanwhile, such as a new token or CA.
  const resourceVersion = stringAt(objectAt(secret, 'metadata'), 'resourceVersion') ?? '';
  await karmada.patchSecret(reference, { metadata: { resourceVersion }, data: { caBundle } });
}

function unusable({ name, secret }: ClusterFacts, reason: string): ProblemError {
  const text = secret ? `${secret.namespace}/${secret.name}` : '';
  return new ProblemError(problem('ADOPTION_SECRET', { name, secret: text, reason }));
}
