import { checkEndpointUrl, type Checked } from '../kubernetes/endpoint-url.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** Why a member can never be put behind the gateway as its Cluster is; undefined when it can. */
export function obstacleOf(facts: ClusterFacts): string | undefined {
  if (facts.pull) return 'it is in pull mode: its karmada-agent has the address in a kubeconfig of its own';
  if (facts.proxied) return 'spec.proxyURL is set: Karmada would go to the gateway through that proxy';
  if (facts.skipsTls) {
    return 'spec.insecureSkipTLSVerification is true: the gateway verifies members, and needs their CA in the Secret';
  }
  if (!facts.secret) return 'spec.secretRef is missing';
  const origin = originOf(facts.endpoint);
  return origin.ok ? undefined : `spec.apiEndpoint ${origin.reason}`;
}

/** The address of a member for the gateway. Karmada takes `host:port` for HTTPS, too. */
export function originOf(endpoint: string): Checked {
  return checkEndpointUrl(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
}
