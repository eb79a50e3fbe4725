import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { minorOf } from '../kubernetes/minor.ts';
import type { FleetMember } from '../karmada/fleet-member.ts';
import type { ReflectorSink } from '../kube/reflector.ts';
import type { OwnSchemas } from '../schema/node.ts';
import { CapabilitiesPool } from './capabilities-pool.ts';
import { clusterRecord, type ClusterRecord } from './cluster-record.ts';
import { ownKinds } from './gateway-capabilities.ts';
import type { Member } from './inventory.ts';
import type { MemberTraits } from './member-traits.ts';

interface Entry {
  /** The member as policies see it. */
  readonly traits: MemberTraits & Pick<FleetMember, 'assumed'>;
  readonly member: Member;
  /** Why the Cluster's annotations give no endpoint; told once, not at every status update. */
  readonly problem: string | undefined;
  readonly behindGateway: boolean;
  /** The last complete list of what Karmada sees; shared. */
  readonly enabled: Capabilities;
}

/** Members as policies see them. */
interface FleetMembers {
  /** In the order of names. */
  readonly list: readonly FleetMember[];
  readonly byName: ReadonlyMap<string, FleetMember>;
}

/** The members, kept from Cluster objects; last-known-good where Karmada could not see all of a member. */
export class MemberTable implements ReflectorSink {
  readonly #entries = new Map<string, Entry>();
  readonly #pool = new CapabilitiesPool();
  /** What the gateway saw, for members behind it. */
  readonly #observed = new Map<string, Capabilities>();
  readonly #onProblem: (problem: Problem) => void;
  #listed: Set<string> | undefined;
  #sorted: readonly Member[] | undefined;
  #fleet: FleetMembers | undefined;

  constructor(onProblem: (problem: Problem) => void) {
    this.#onProblem = onProblem;
  }

  /** Members about which something is known, by name. A Cluster that Karmada has never reached is not among them. */
  members(): readonly Member[] {
    this.#sorted ??= [...this.#entries.values()]
      .map(({ member }) => member)
      .filter(({ capabilities }) => capabilities.served.size > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#sorted;
  }

  /** Every member as policies see it; also those about which nothing is known. The same object until one of them changes. */
  fleet(): FleetMembers {
    this.#fleet ??= fleetMembers([...this.#entries.values()]);
    return this.#fleet;
  }

  /** Any member, also one that Karmada is about to reach for the first time: through the gateway, perhaps. */
  member(name: string): Member | undefined {
    return this.#entries.get(name)?.member;
  }

  /** The number of distinct capabilities held. */
  get distinct(): number {
    return this.#pool.size;
  }

  observe(name: string, capabilities: Capabilities): void {
    const entry = this.#entries.get(name);
    if (!entry?.behindGateway || this.#observed.get(name)?.fingerprint === capabilities.fingerprint) return;
    this.#replaceObserved(name, capabilities);
    const version = entry.enabled.kubernetesVersion ?? capabilities.kubernetesVersion;
    // What the member said of itself before it changed does not hold any more.
    const own = this.#own(name, entry.enabled, version);
    const member = { ...entry.member, capabilities: own, schemas: undefined };
    this.#store({ ...entry, member, traits: { ...entry.traits, assumed: false } }, entry);
  }

  /** Takes what a member behind the gateway says of itself; holds until {@link observe} tells of a change. */
  observeSchemas(name: string, schemas: OwnSchemas): void {
    const entry = this.#entries.get(name);
    if (entry?.behindGateway) this.#store({ ...entry, member: { ...entry.member, schemas } }, entry);
  }

  beginList(): void {
    this.#listed = new Set();
  }

  put(object: JsonObject): void {
    const record = clusterRecord(object);
    if (!record) return;
    this.#listed?.add(record.name);
    const before = this.#entries.get(record.name);
    if (record.problem && record.problem.message !== before?.problem) this.#onProblem(record.problem);
    if (!record.behindGateway) this.#replaceObserved(record.name, undefined);
    const enabled = enabledBy(record, before?.enabled);
    const capabilities = record.behindGateway ? this.#own(record.name, enabled, enabled.kubernetesVersion) : enabled;
    this.#store(
      {
        member: withSchemas(
          { name: record.name, capabilities, labels: record.traits.labels, endpoint: record.endpoint },
          before,
        ),
        traits: { ...record.traits, assumed: this.#assumes(record) },
        problem: record.problem?.message,
        behindGateway: record.behindGateway,
        enabled,
      },
      before,
    );
  }

  endList(): void {
    const listed = this.#listed;
    this.#listed = undefined;
    for (const name of [...this.#entries.keys()]) if (listed?.has(name) === false) this.#forget(name);
  }

  remove(object: JsonObject): void {
    const record = clusterRecord(object);
    if (record) this.#forget(record.name);
  }

  /** Nobody has seen what a member behind the gateway serves by itself, before the gateway has. */
  #assumes({ name, behindGateway }: ClusterRecord): boolean {
    return behindGateway && !this.#observed.has(name);
  }

  #own(name: string, enabled: Capabilities, version: string | undefined): Capabilities {
    return capabilitiesOf(version, ownKinds([...enabled.served], this.#observed.get(name)?.served, version));
  }

  /** Takes shared capabilities before giving back the old ones, so that equal ones stay the same object. */
  #store(entry: Entry, before: Entry | undefined): void {
    // Heartbeats change nothing that counts here: the lists are made anew only for what does.
    const traits = knownTraits(entry, before);
    const capabilities = this.#pool.take(entry.member.capabilities);
    const member = { ...entry.member, capabilities, labels: traits.labels };
    const known = before?.member;
    const isSame =
      traits === before?.traits && known?.capabilities === capabilities && known.schemas === entry.member.schemas;
    this.#entries.set(member.name, {
      ...entry,
      member,
      traits,
      enabled: this.#pool.take(entry.enabled),
    });
    this.#release(before);
    this.#sorted = undefined;
    if (!isSame) this.#fleet = undefined;
  }

  #release(entry: Entry | undefined): void {
    if (!entry) return;
    this.#pool.giveBack(entry.member.capabilities);
    this.#pool.giveBack(entry.enabled);
  }

  #replaceObserved(name: string, capabilities: Capabilities | undefined): void {
    const before = this.#observed.get(name);
    if (capabilities) this.#observed.set(name, this.#pool.take(capabilities));
    else this.#observed.delete(name);
    if (before) this.#pool.giveBack(before);
  }

  #forget(name: string): void {
    this.#release(this.#entries.get(name));
    this.#replaceObserved(name, undefined);
    this.#entries.delete(name);
    this.#sorted = undefined;
    this.#fleet = undefined;
  }
}

/** Those of before while they are the same, so that whoever holds them sees that. */
function knownTraits({ traits }: Entry, before: Entry | undefined): MemberTraits {
  return before && isDeepStrictEqual(traits, before.traits) ? before.traits : traits;
}

function fleetMembers(entries: readonly Entry[]): FleetMembers {
  const list = entries
    .map(({ member: { name, capabilities, schemas }, traits }) => ({ name, capabilities, schemas, ...traits }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { list, byName: new Map(list.map((member) => [member.name, member])) };
}

/** What the member said of itself still holds while it is at the same address. */
function withSchemas(member: Member, before: Entry | undefined): Member {
  const schemas = before?.member.schemas;
  const isSame = member.endpoint !== undefined && before?.member.endpoint?.url === member.endpoint.url;
  return isSame && schemas ? { ...member, schemas } : member;
}

/** What Karmada sees. An incomplete list adds to what was known, and takes nothing away. */
function enabledBy(record: ClusterRecord, before: Capabilities | undefined): Capabilities {
  const version = minorOf(record.kubernetesVersion ?? '') ?? before?.kubernetesVersion;
  return capabilitiesOf(
    version,
    record.complete ? record.enablements : [...record.enablements, ...(before?.served ?? [])],
  );
}
