import type { Family } from '../engine/rule-set.ts';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { startKarmadaInventory, type KarmadaInventory } from '../inventory/karmada-inventory.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import type { Labels } from '../karmada/label-selector.ts';
import { readyMembers } from '../karmada/ready-members.ts';
import type { Clock } from '../kube/clock.ts';
import { kubeProblem, kubeClientFromFile, type KubeClient } from '../kube/kube-client.ts';
import type { Policy } from '../policies/policy.ts';
import { listPolicies, listRules } from './list-objects.ts';

/** What a Karmada control plane has at one time. */
export interface KarmadaReading {
  readonly fleet: FleetSnapshot;
  readonly labelsOf: (member: string) => Labels | undefined;
  /** The conversion policies in force. */
  readonly conversion: readonly Policy[];
  /** The rules of ConversionRules in force, beside those of files. */
  readonly rules: readonly Family[];
}

export interface ReadKarmadaOptions {
  readonly clock: Clock;
  /** Rules from files: they are in force whatever the objects say. */
  readonly fixed: readonly Family[];
  /** Told of what is left out: an object that cannot be read, a member's annotation. */
  readonly onWarning: (problem: Problem) => void;
}

/** For everything together; a control plane with thousands of bindings takes a few seconds. */
const MILLISECONDS = 30_000;

/** What keeps nothing from being read. Kinds are followed by who stays. */
const PASSING: ReadonlySet<string> = new Set(['OBJECT_UNREADABLE', 'MEMBER_ANNOTATION_INVALID', 'KINDS_NOT_FOLLOWED']);

/**
 * Reads members, policies and bindings of a Karmada API server once. Throws ProblemError with `KUBECONFIG_UNUSABLE`, and with
 * `KARMADA_UNREADABLE` for what cannot be read or may not be, and when it takes more than 30 seconds: a part of it would be taken for
 * the whole.
 */
export async function readKarmada(kubeconfig: string, options: ReadKarmadaOptions): Promise<KarmadaReading> {
  const client = await kubeClientFromFile(kubeconfig);
  const late = new AbortController();
  const { signal } = late;
  const unreadable = (reason: string): ProblemError =>
    new ProblemError(problem('KARMADA_UNREADABLE', { file: kubeconfig, reason }));
  const cancel = options.clock.after(MILLISECONDS, () => late.abort());
  try {
    const [inventory, conversion, rules] = await Promise.all([
      settledInventory(client, signal, options),
      listPolicies(client, signal),
      listRules(client, signal, options.fixed),
    ]);
    return { ...fleetOf(inventory), conversion, rules };
  } catch (error) {
    const seconds = String(MILLISECONDS / 1000);
    throw unreadable(signal.aborted ? `it took more than ${seconds} seconds` : kubeProblem('/apis', error).message);
  } finally {
    cancel();
    late.abort();
    client.close();
  }
}

function fleetOf(inventory: KarmadaInventory): Pick<KarmadaReading, 'fleet' | 'labelsOf'> {
  const planning = inventory.planning();
  if (!planning.ready) throw new ProblemError(planning.problem);
  return { fleet: readyMembers(planning.fleet), labelsOf: (member) => inventory.member(member)?.labels };
}

/** An inventory that has been read whole, and follows nothing any more. Fails with the first problem that keeps it from that. */
async function settledInventory(
  client: KubeClient,
  signal: AbortSignal,
  { clock, onWarning }: ReadKarmadaOptions,
): Promise<KarmadaInventory> {
  let fail = (_: Error): void => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  signal.addEventListener('abort', () => fail(new Error('it took too long')), { once: true });
  const onProblem = (cause: Problem): void => {
    if (!PASSING.has(cause.code)) fail(new ProblemError(cause));
    else if (cause.code !== 'KINDS_NOT_FOLLOWED') onWarning(cause);
  };
  const inventory = startKarmadaInventory({ client, clock, onProblem });
  try {
    await Promise.race([inventory.planned, failed]);
    return inventory;
  } finally {
    await inventory.stop();
  }
}
