import type { RuleSet } from '../engine/rule-set.ts';
import { ProblemError, type Problem } from '../errors.ts';
import { loadFleetFile, parseFleet, type Fleet } from '../inventory/fleet-file.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Labels } from '../karmada/label-selector.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { combineRules } from '../registry/combine-rules.ts';
import type { LoadedRules } from './load-rules.ts';
import type { KarmadaReading } from './read-karmada.ts';
import { SAMPLE_FLEET } from './samples.ts';
import type { Streams } from './streams.ts';

const VERSIONS = /^v?\d+\.\d+[^,/]*(,v?\d+\.\d+[^,/]*)*$/;

/** Where members are from: a fleet file or Kubernetes versions, a Karmada API server, or the sample fleet without either. */
export interface FleetOrigin {
  readonly members: string | undefined;
  /** Path of a kubeconfig. */
  readonly karmada: string | undefined;
}

/**
 * Reads the members, and what else decides what they get. Of a Karmada, its ConversionRules count beside those in `loaded`. Throws as
 * {@link fleetOf} and {@link readKarmada} do.
 */
export async function openFleet(
  { members, karmada }: FleetOrigin,
  loaded: LoadedRules,
  stderr: Streams['stderr'],
): Promise<Omit<KarmadaReading, 'rules'> & { readonly rules: RuleSet }> {
  if (karmada === undefined) {
    const inventory = fleetOf(members);
    const planning = inventory.planning();
    if (!planning.ready) throw new ProblemError(planning.problem);
    const labelsOf = (member: string): Labels | undefined => inventory.member(member)?.labels;
    return { fleet: planning.fleet, labelsOf, conversion: [], rules: loaded.rules };
  }
  const { readKarmada } = await import('./read-karmada.ts');
  const { builtins, custom } = loaded;
  const onWarning = ({ message, hint }: Problem): void => void stderr.write(`karmorph: ${message}. ${hint}\n`);
  const { rules, ...reading } = await readKarmada(karmada, { clock: SYSTEM_CLOCK, fixed: custom, onWarning });
  return { ...reading, rules: combineRules(builtins, [...custom, ...rules]).rules };
}

/**
 * The fleet that `--members` names: a fleet file, Kubernetes versions with commas between them, or the sample fleet without it. Throws
 * AggregateError of ProblemErrors for what is wrong in the file or with a version.
 */
function fleetOf(members: string | undefined): Inventory {
  const fleet = readFleet(members);
  if (!fleet.ok) throw new AggregateError(fleet.problems.map((cause) => new ProblemError(cause)));
  return fleet.inventory;
}

function readFleet(members: string | undefined): Fleet {
  const readFile = (): never => {
    throw new Error('it names no files');
  };
  if (members === undefined) return parseFleet(SAMPLE_FLEET, { file: 'the sample fleet', readFile });
  if (!VERSIONS.test(members) || /\.(ya?ml|json)$/.test(members)) return loadFleetFile(members);
  const listed = [...new Set(members.split(',').map((version) => version.replace(/^v/, '')))];
  const fleet = { members: listed.map((version) => ({ name: `kubernetes-${version}`, kubernetesVersion: version })) };
  return parseFleet(JSON.stringify(fleet), { file: '--members', readFile });
}
