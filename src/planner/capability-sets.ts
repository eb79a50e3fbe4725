import type { Capabilities } from '../kubernetes/capabilities.ts';

/** A member as the planner needs it. */
export interface PlannedMember {
  readonly name: string;
  readonly capabilities: Capabilities;
}

/** Members that serve the same: they get the same of every template. */
export interface CapabilitySet {
  readonly capabilities: Capabilities;
  /** The members' names, sorted. */
  readonly members: readonly string[];
}

/** Members by what they serve, ordered by the first member's name. */
export function capabilitySets(members: readonly PlannedMember[]): readonly CapabilitySet[] {
  const sets = new Map<string, { readonly capabilities: Capabilities; readonly members: string[] }>();
  for (const { name, capabilities } of members) {
    const set = sets.get(capabilities.fingerprint);
    if (set) set.members.push(name);
    else sets.set(capabilities.fingerprint, { capabilities, members: [name] });
  }
  for (const set of sets.values()) set.members.sort();
  return [...sets.values()].sort((a, b) => ((a.members[0] ?? '') < (b.members[0] ?? '') ? -1 : 1));
}
