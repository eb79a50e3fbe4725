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

/** Members by what they serve and by their own schemas, which may differ all the same; ordered by the first member's name. */
export function capabilitySets(members: readonly PlannedMember[]): readonly CapabilitySet[] {
  const sets = new Map<string, CapabilitySet & { readonly members: string[] }>();
  for (const { name, capabilities, schemas } of members) {
    const key = `${schemas?.identity ?? ''} ${capabilities.fingerprint}`;
    const set = sets.get(key);
    if (set) set.members.push(name);
    else sets.set(key, { capabilities, schemas, members: [name] });
  }
  for (const set of sets.values()) set.members.sort();
  return [...sets.values()].sort((a, b) => ((a.members[0] ?? '') < (b.members[0] ?? '') ? -1 : 1));
}
