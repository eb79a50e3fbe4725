import { clusterFacts, type ClusterFacts } from '../adoption/cluster-facts.ts';
import { CapabilitiesPool } from '../inventory/capabilities-pool.ts';
import type { JsonObject } from '../json/json.ts';
import type { ReflectorSink } from '../kube/reflector.ts';

/** What counts of each Cluster for its adoption, as a watch brings it. Members that serve the same share what they serve. */
export class FactsTable implements ReflectorSink {
  readonly #entries = new Map<string, ClusterFacts>();
  readonly #pool = new CapabilitiesPool();
  #listed: Set<string> | undefined;
  #isComplete = false;

  /** By name; undefined until the first complete list has been read. */
  all(): readonly ClusterFacts[] | undefined {
    if (!this.#isComplete) return undefined;
    return [...this.#entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  beginList(): void {
    this.#listed = new Set();
  }

  put(object: JsonObject): void {
    const facts = clusterFacts(object);
    if (!facts) return;
    this.#listed?.add(facts.name);
    const enabled = this.#pool.take(facts.enabled);
    this.#forget(facts.name);
    this.#entries.set(facts.name, { ...facts, enabled });
  }

  endList(): void {
    for (const name of [...this.#entries.keys()]) if (this.#listed?.has(name) === false) this.#forget(name);
    this.#listed = undefined;
    this.#isComplete = true;
  }

  remove(object: JsonObject): void {
    const facts = clusterFacts(object);
    if (facts) this.#forget(facts.name);
  }

  #forget(name: string): void {
    const before = this.#entries.get(name);
    if (before) this.#pool.giveBack(before.enabled);
    this.#entries.delete(name);
  }
}
