import type { Inventory } from '../inventory/inventory.ts';
import type { FleetSnapshot } from '../karmada/fleet-snapshot.ts';

/** What an answer has read of an inventory, so that it can be told whether it would read the same again. */
export interface RecordedReads {
  /** Gives what the inventory gives, and remembers it. */
  readonly inventory: Inventory;
  /** True while everything that was read is still the very same, apart from what {@link eraOf} tells. */
  readonly unchanged: () => boolean;
  /** How many reads there were. */
  readonly count: () => number;
}

interface Read {
  readonly again: () => unknown;
  readonly result: unknown;
}

/** Records reads, but for those of the whole fleet, which {@link eraOf} compares for all answers together. */
export function recordReads(inventory: Inventory): RecordedReads {
  const reads: Read[] = [];
  const read = <T>(again: () => T): T => {
    const result = again();
    reads.push({ again, result });
    return result;
  };
  return {
    inventory: {
      ...inventory,
      planning: () => {
        const planning = inventory.planning();
        return planning.ready ? { ready: true, fleet: recordedFleet(planning.fleet, read) } : planning;
      },
      member: (name) => {
        // The rest of a member changes with each heartbeat, and nobody who decides looks at it.
        read(() => {
          const member = inventory.member(name);
          return member && (member.labels ?? member.name);
        });
        return inventory.member(name);
      },
    },
    unchanged: () => reads.every(({ again, result }) => again() === result),
    count: () => reads.length,
  };
}

function recordedFleet(fleet: FleetSnapshot, read: <T>(again: () => T) => T): FleetSnapshot {
  return {
    ...fleet,
    member: (name) => read(() => fleet.member(name)),
    policies: (namespace) => read(() => fleet.policies(namespace)),
    overrides: (namespace) => read(() => fleet.overrides(namespace)),
    bindings: (kind, namespace, name) => read(() => fleet.bindings(kind, namespace, name)),
  };
}

/**
 * What every answer depends on: when one of these is another, all that was remembered is forgotten. Undefined while not everything has
 * been read: then nothing is remembered.
 */
export function eraOf(inventory: Inventory): readonly unknown[] | undefined {
  const planning = inventory.planning();
  if (!planning.ready || !inventory.ready()) return undefined;
  return [planning.fleet, planning.fleet.members(), inventory.controlPlane()];
}
