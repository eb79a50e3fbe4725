import type { JsonObject } from '../../src/json/json.ts';
import { checkPolicy } from '../../src/policies/check.ts';
import type { Policy } from '../../src/policies/policy.ts';

/** A ConversionPolicy of a namespace, or a ClusterConversionPolicy. Throws for one with mistakes. */
export function policy(name: string, spec: JsonObject, namespace?: string): Policy {
  const kind = namespace === undefined ? 'ClusterConversionPolicy' : 'ConversionPolicy';
  const checked = checkPolicy({
    object: { apiVersion: 'karmorph.io/v1alpha1', kind, metadata: { name, namespace }, spec },
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  return checked.policy;
}
