import { problem, ProblemError } from '../errors.ts';
import { loadFleetFile, parseFleet, type Fleet } from '../inventory/fleet-file.ts';
import type { Inventory, Member } from '../inventory/inventory.ts';
import { SAMPLE_FLEET } from './samples.ts';

const VERSIONS = /^v?\d+\.\d+[^,/]*(,v?\d+\.\d+[^,/]*)*$/;

/**
 * The members that `--members` names, as {@link fleetOf} reads them; `only` chooses among them. Throws ProblemError with DRY_RUN_MEMBER
 * for a name nobody has.
 */
export function planFleet(members: string | undefined, only: readonly string[] | undefined): readonly Member[] {
  const inventory = fleetOf(members);
  if (!only) return inventory.members();
  return [...new Set(only)].map((name) => {
    const member = inventory.member(name);
    if (!member) throw new ProblemError(problem('DRY_RUN_MEMBER', { name }));
    return member;
  });
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
