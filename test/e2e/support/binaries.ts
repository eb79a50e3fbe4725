import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, withCacheLock } from './assets/cache.ts';
import { goIsInstalled } from './assets/go.ts';
import { crdsFile, etcdFile, karmadaFile, kubernetesFile, RECIPES, webhooksFile } from './assets/recipes.ts';
import { KUBERNETES_1_34, type KarmadaCommand, type KubernetesVersion } from './assets/versions.ts';

/** The paths of everything that the suite runs or applies, once it is all there. */
export interface Binaries {
  readonly etcd: string;
  readonly kubectl: string;
  readonly kubeControllerManager: string;
  kubeApiServer(version: KubernetesVersion): string;
  karmada(command: KarmadaCommand): string;
  /** A JSON list of CRDs, with placeholders for the webhook's address and CA. */
  readonly karmadaCrds: string;
  /** Karmada's webhook configurations, with a placeholder for the CA. */
  readonly karmadaWebhooks: string;
}

/**
 * Finds the binaries in the cache, and builds what is missing there from published Go modules: about a quarter of an hour
 * the first time on two cores, nothing after that. Throws when something is missing and there is no go command.
 */
export async function ensureBinaries(): Promise<Binaries> {
  const cache = cacheDirectory();
  if (missingIn(cache).length > 0) {
    await requireGo(cache);
    await withCacheLock(cache, () => buildMissing(cache));
  }
  return {
    etcd: join(cache, etcdFile),
    kubectl: join(cache, kubernetesFile('kubectl', KUBERNETES_1_34)),
    kubeControllerManager: join(cache, kubernetesFile('kube-controller-manager', KUBERNETES_1_34)),
    kubeApiServer: (version) => join(cache, kubernetesFile('kube-apiserver', version)),
    karmada: (command) => join(cache, karmadaFile(command)),
    karmadaCrds: join(cache, crdsFile),
    karmadaWebhooks: join(cache, webhooksFile),
  };
}

function missingIn(cache: string): string[] {
  return RECIPES.map((recipe) => recipe.file).filter((file) => !existsSync(join(cache, file)));
}

async function requireGo(cache: string): Promise<void> {
  if (await goIsInstalled()) return;
  throw new Error(
    `The end-to-end suite needs ${missingIn(cache).join(', ')}, which ${cache} does not have, and there is no go command ` +
      'to build them with. Install Go 1.24 or newer, or set KARMORPH_E2E_ASSETS to a directory that has them.',
  );
}

async function buildMissing(cache: string): Promise<void> {
  // Asked again under the lock: another run may have built them meanwhile.
  const missing = new Set(missingIn(cache));
  const workspaces = new Set(RECIPES.filter((recipe) => missing.has(recipe.file)).map((recipe) => recipe.workspace));
  for (const workspace of workspaces) {
    const recipes = RECIPES.filter((recipe) => recipe.workspace === workspace && missing.has(recipe.file));
    await mkdir(cache, { recursive: true });
    const directory = await mkdtemp(join(cache, `.build-${workspace.name}-`));
    try {
      const options = { cwd: directory, toolchain: workspace.toolchain };
      await timed(`sources of ${workspace.name}`, () => workspace.prepare(options));
      for (const recipe of recipes) {
        const output = join(directory, recipe.file);
        await timed(recipe.file, () => recipe.make(output, options, (file) => join(cache, file)));
        // Renamed only when complete, so that a run that is cut off leaves no broken file.
        await rename(output, join(cache, recipe.file));
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

async function timed(name: string, work: () => Promise<void>): Promise<void> {
  process.stdout.write(`  building ${name} ...`);
  const start = performance.now();
  await work();
  process.stdout.write(` ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
