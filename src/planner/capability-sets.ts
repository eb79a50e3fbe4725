import type { Capabilities } from '../kubernetes/capabilities.ts';
import type { OwnSchemas } from '../schema/node.ts';

/** A member as the planner needs it. */
export interface PlannedMember {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What the member's own OpenAPI document says, when it is known. */
  readonly schemas?: OwnSchemas | undefined;
}

/** Members that serve the same, with the same schemas: they get the same of every template. */
export interface CapabilitySet {
  readonly capabilities: Capabilities;
  readonly schemas: OwnSchemas | undefined;
  /** The members' names, sorted. */
  readonly members: readonly string[];
}

/** By list of members. The lists of an inventory stay the same until a member changes, so that most plans find theirs here. */
const made = new WeakMap<readonly PlannedMember[], readonly CapabilitySet[]>();

/** Members by what they serve and by their own schemas, which may differ all the same; ordered by the first member's name. */
export function capabilitySets(members: readonly PlannedMember[]): readonly CapabilitySet[] {
  const known = made.get(members);
  if (known) return known;
  const sets = groupedSets(members);
  made.set(members, sets);
  return sets;
}

function groupedSets(members: readonly PlannedMember[]): readonly CapabilitySet[] {
  // In two steps: fingerprints are long, and a text that joins one with something else would be hashed for every member.
  const groups = new Map<string, Map<string, CapabilitySet & { readonly members: string[] }>>();
  for (const { name, capabilities, schemas } of members) {
    const bySchemas =
      groups.get(capabilities.fingerprint) ?? new Map<string, CapabilitySet & { readonly members: string[] }>();
    groups.set(capabilities.fingerprint, bySchemas);
    const identity = schemas?.identity ?? '';
    const set = bySchemas.get(identity);
    if (set) set.members.push(name);
    else bySchemas.set(identity, { capabilities, schemas, members: [name] });
  }
  const sets = [...groups.values()].flatMap((bySchemas) => [...bySchemas.values()]);
  for (const set of sets) set.members.sort();
  return sets.sort((a, b) => ((a.members[0] ?? '') < (b.members[0] ?? '') ? -1 : 1));
}
