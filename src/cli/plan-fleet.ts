import { selectMembers } from '../dry-run/select-members.ts';
import { ProblemError } from '../errors.ts';
import { loadFleetFile, parseFleet, type Fleet } from '../inventory/fleet-file.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';
import type { Labels } from '../karmada/label-selector.ts';
import { SAMPLE_FLEET } from './samples.ts';

const VERSIONS = /^v?\d+\.\d+[^,/]*(,v?\d+\.\d+[^,/]*)*$/;

/** What templates are planned against. */
export interface PlanFleet {
  readonly fleet: FleetSnapshot;
  /** The members that were chosen among it; undefined means all. */
  readonly only: ReadonlySet<string> | undefined;
  /** The labels of a member; undefined when they are not known. */
  readonly labelsOf: (member: string) => Labels | undefined;
}

/**
 * The fleet that `--members` names, as {@link fleetOf} reads it; `only` chooses among its members. Throws ProblemError with DRY_RUN_MEMBER
 * for a name nobody has.
 */
export function planFleet(members: string | undefined, only: readonly string[] | undefined): PlanFleet {
  const inventory = fleetOf(members);
  const planning = inventory.planning();
  if (!planning.ready) throw new ProblemError(planning.problem);
  const selected = selectMembers(planning.fleet, only);
  if (!selected.ok) throw new ProblemError(selected.problem);
  return { fleet: planning.fleet, only: selected.only, labelsOf: (member) => inventory.member(member)?.labels };
}

/**
 * The fleet that `--members` names: a fleet file, Kubernetes versions with commas between them, or the sample fleet without it. Throws
 * AggregateError of ProblemErrors for what is wrong in the file or with a version.
 */
export function fleetOf(members: string | undefined): Inventory {
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
