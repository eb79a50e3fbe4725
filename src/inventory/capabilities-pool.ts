import type { Capabilities } from '../kubernetes/capabilities.ts';

/**
 * Shares capabilities between members that serve the same, so that memory grows with the number of distinct fingerprints. Who
 * takes one gives it back.
 */
export class CapabilitiesPool {
  readonly #entries = new Map<string, { readonly capabilities: Capabilities; users: number }>();

  /** The number of distinct capabilities in use. */
  get size(): number {
    return this.#entries.size;
  }

  take(capabilities: Capabilities): Capabilities {
    const { fingerprint } = capabilities;
    const entry = this.#entries.get(fingerprint) ?? { capabilities, users: 0 };
    entry.users++;
    this.#entries.set(fingerprint, entry);
    return entry.capabilities;
  }

  giveBack({ fingerprint }: Capabilities): void {
    const entry = this.#entries.get(fingerprint);
    if (entry && --entry.users === 0) this.#entries.delete(fingerprint);
  }
}
