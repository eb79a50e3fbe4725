import { chmod, copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadModule, go, type GoOptions } from './go.ts';
import { ETCD_VERSION, HELM_VERSION, KARMADA_VERSION, type KubernetesVersion } from './versions.ts';

/*
 * `go install module@version` refuses modules whose go.mod has replace directives, as those of Kubernetes and Karmada have.
 * So each is built from a workspace: an empty module with the same requirements, and the module itself as one more.
 */

export const KUBERNETES_MODULE = 'k8s.io/kubernetes';
export const HELM_MODULE = 'helm.sh/helm/v4';
export const KARMADA_MODULE = 'github.com/karmada-io/karmada';

/** Makes a workspace that can build `go.etcd.io/etcd/server/v3`, whose parts must all have one version. */
export async function prepareEtcd(options: GoOptions): Promise<void> {
  const parts = ['api', 'client/pkg', 'client', 'pkg', 'server'];
  const requirements = parts.map((part) => `\tgo.etcd.io/etcd/${part}/v3 v${ETCD_VERSION}\n`).join('');
  await writeFile(join(options.cwd, 'go.mod'), `module local/etcd\n\ngo 1.26.0\n\nrequire (\n${requirements})\n`);
}

/** Makes a workspace that can build `k8s.io/kubernetes/cmd/...`. */
export async function prepareKubernetes(version: KubernetesVersion, options: GoOptions): Promise<void> {
  const source = await downloadModule(KUBERNETES_MODULE, version, options);
  const staging = `v0.${version.slice(version.indexOf('.') + 1)}`;
  const goMod = await readFile(join(source, 'go.mod'), 'utf8');
  // The staging modules are directories in the repository; a published release has them as modules of their own.
  const published = goMod.replace(/=> \.\/staging\/src\/(k8s\.io\/[a-z0-9-]*)/g, `=> $1 ${staging}`);
  await writeWorkspace(source, published, 'local/kubernetes', options);
  await go(['mod', 'edit', `-require=${KUBERNETES_MODULE}@v${version}`], options);
}

/** Makes a workspace that can build `github.com/karmada-io/karmada/cmd/...`. */
export async function prepareKarmada(options: GoOptions): Promise<void> {
  const source = await downloadModule(KARMADA_MODULE, KARMADA_VERSION, options);
  await writeWorkspace(source, await readFile(join(source, 'go.mod'), 'utf8'), 'local/karmada', options);
  await go(['mod', 'edit', `-require=${KARMADA_MODULE}@v${KARMADA_VERSION}`], options);
}

/** Makes a workspace that can build `helm.sh/helm/v4/cmd/helm`. */
export async function prepareHelm(options: GoOptions): Promise<void> {
  const source = await downloadModule(HELM_MODULE, HELM_VERSION, options);
  await writeWorkspace(source, await readFile(join(source, 'go.mod'), 'utf8'), 'local/helm', options);
  await go(['mod', 'edit', `-require=${HELM_MODULE}@v${HELM_VERSION}`], options);
}

async function writeWorkspace(source: string, goMod: string, module: string, options: GoOptions): Promise<void> {
  await writeFile(join(options.cwd, 'go.mod'), goMod.replace(/^module .*/m, `module ${module}`));
  await copyFile(join(source, 'go.sum'), join(options.cwd, 'go.sum'));
  await chmod(join(options.cwd, 'go.sum'), 0o644);
}

/** Copies Go sources without tests and test data; the copy is writable, which the module cache is not. */
export async function copySources(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'testdata') await copySources(source, target);
    } else if (entry.isFile() && !entry.name.endsWith('_test.go')) {
      await copyFile(source, target);
      await chmod(target, 0o644);
    }
  }
}
