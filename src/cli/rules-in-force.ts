import type { RuleSet } from '../engine/rule-set.ts';
import { KubeRefused, type KubeClient } from '../kube/kube-client.ts';
import { combineRules } from '../registry/combine-rules.ts';
import { listRules } from './list-objects.ts';
import type { LoadedRules } from './load-rules.ts';
import type { Streams } from './streams.ts';

const FORBIDDEN = 403;

/**
 * The rules of a command that changes or tells of members: its own, and the ConversionRules on the Karmada API server. Where these may not be read,
 * that is told, and the command goes by its own. Rejects as {@link listRules} does for any other failure.
 */
export async function rulesInForce(
  client: KubeClient,
  signal: AbortSignal,
  { builtins, custom, rules }: LoadedRules,
  stderr: Streams['stderr'],
): Promise<RuleSet> {
  try {
    return combineRules(builtins, [...custom, ...(await listRules(client, signal, custom))]).rules;
  } catch (error) {
    if (!(error instanceof KubeRefused) || error.status !== FORBIDDEN) throw error;
    stderr.write('karmorph: ConversionRules may not be read: kinds that only they know are left out\n');
    return rules;
  }
}
