import type { Logger } from 'pino';
import { ProblemError } from '../errors.ts';
import { loadFleetFile, parseFleet, type Fleet } from '../inventory/fleet-file.ts';
import type { PreferredVersions } from '../gateway/preferred-version.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { startKarmadaInventory } from '../inventory/karmada-inventory.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { kubeClientFromFile, type KubeClient } from '../kube/kube-client.ts';
import type { OwnSchemas } from '../schema/node.ts';
import { SAMPLE_FLEET } from './samples.ts';

/** Where the members are read from. */
export type MemberOrigin =
  | { readonly from: 'karmada'; readonly kubeconfig: string }
  | { readonly from: 'fleet'; readonly file: string }
  | { readonly from: 'samples' };

/** Members, and how to let go of wherever they come from. */
export interface MemberSource {
  readonly inventory: Inventory;
  /** Which version clients of the gateway use that name none: with Karmada, those of a member find it as it is. */
  readonly preferred: PreferredVersions;
  /** Talks to the Karmada API server; absent where the members come from a file. */
  readonly client?: KubeClient;
  /** The resource of each kind that the Karmada API server serves; absent where the members come from a file. */
  readonly controlPlaneResources?: () => ReadonlyMap<string, string>;
  /** Takes what the gateway sees; absent where nobody wants to know. */
  readonly observe?: (member: string, capabilities: Capabilities) => void;
  /** Takes what members say of themselves; absent where nobody wants to know. */
  readonly observeSchemas?: (member: string, schemas: OwnSchemas) => void;
  close(): Promise<void>;
}

/**
 * Opens the source of the members. A Karmada API server that cannot be reached is no error here: it is tried again, and
 * the inventory is not ready meanwhile. Throws ProblemError for a kubeconfig that cannot be used, and AggregateError of
 * ProblemErrors for what is wrong in a fleet file.
 */
export async function openMembers(origin: MemberOrigin, logger: Logger): Promise<MemberSource> {
  if (origin.from === 'karmada') return followKarmada(origin.kubeconfig, logger);
  const sample = { file: 'the sample fleet', readFile: (): never => fail('the sample fleet names no files') };
  const source = fixed(origin.from === 'fleet' ? loadFleetFile(origin.file) : parseFleet(SAMPLE_FLEET, sample));
  const members = source.inventory.members();
  const behindGateway = members.filter(({ endpoint }) => endpoint).map(({ name }) => name);
  const names = members.map(({ name }) => name);
  logger.info({ event: 'inventory_ready', members: members.length, names, behindGateway, from: origin.from });
  return source;
}

async function followKarmada(kubeconfig: string, logger: Logger): Promise<MemberSource> {
  const client = await kubeClientFromFile(kubeconfig);
  const inventory = startKarmadaInventory({
    client,
    onProblem: ({ code, message, hint }) => logger.warn({ event: 'inventory_problem', code, message, hint }),
  });
  void inventory.synced.then(() =>
    logger.info({ event: 'inventory_ready', members: inventory.members().length, from: 'karmada' }),
  );
  return {
    inventory,
    preferred: 'of-member',
    client,
    controlPlaneResources: () => inventory.controlPlaneResources(),
    observe: (member, capabilities) => inventory.observe(member, capabilities),
    observeSchemas: (member, schemas) => inventory.observeSchemas(member, schemas),
    close: async () => {
      await inventory.stop();
      client.close();
    },
  };
}

function fixed(fleet: Fleet): MemberSource {
  if (!fleet.ok) throw new AggregateError(fleet.problems.map((cause) => new ProblemError(cause)));
  return { inventory: fleet.inventory, preferred: 'newest', close: () => Promise.resolve() };
}

function fail(message: string): never {
  throw new Error(message);
}
