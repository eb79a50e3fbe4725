import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { downloadModule, go, run, type GoOptions } from './go.ts';
import { prepareKubernetes121 } from './kubernetes-1-21.ts';
import * as versions from './versions.ts';
import { KARMADA_MODULE, prepareEtcd, prepareKarmada, prepareKubernetes } from './workspace.ts';

/** How one file of the cache comes to be. */
export interface Recipe {
  /** Its name in the cache. */
  readonly file: string;
  /** Recipes with the same workspace are made one after the other in the same directory. */
  readonly workspace: Workspace;
  /** Makes the file at `output`; `cached` gives the path of a file that an earlier recipe made. */
  make(output: string, options: GoOptions, cached: (file: string) => string): Promise<void>;
}

interface Workspace {
  readonly name: string;
  /** Old sources need an old compiler: their dependencies refuse a newer one. */
  readonly toolchain?: string;
  prepare(options: GoOptions): Promise<void>;
}

const OLD_TOOLCHAIN = 'go1.21.13';
/** A fixed date keeps the builds reproducible, which lets the go command reuse its cache. */
const BUILD_DATE = '2026-01-01T00:00:00Z';

const etcd: Workspace = { name: 'etcd', prepare: prepareEtcd };
const kubernetes134: Workspace = {
  name: 'kubernetes-1.34',
  prepare: (options) => prepareKubernetes(versions.KUBERNETES_1_34, options),
};
const karmada: Workspace = { name: 'karmada', prepare: prepareKarmada };
const kubernetes124: Workspace = {
  name: 'kubernetes-1.24',
  toolchain: OLD_TOOLCHAIN,
  prepare: (options) => prepareKubernetes(versions.KUBERNETES_1_24, options),
};
const kubernetes121: Workspace = { name: 'kubernetes-1.21', toolchain: OLD_TOOLCHAIN, prepare: prepareKubernetes121 };

export const etcdFile = `etcd-${versions.ETCD_VERSION}`;
export const kubernetesFile = (command: string, version: string): string => `${command}-${version}`;
export const karmadaFile = (command: string): string => `karmada-${command}-${versions.KARMADA_VERSION}`;
export const crdsFile = `karmada-crds-${versions.KARMADA_VERSION}.json`;
export const webhooksFile = `karmada-webhooks-${versions.KARMADA_VERSION}.yaml`;

/** Everything that the suite needs, in the order in which it is made. */
export const RECIPES: readonly Recipe[] = [
  { file: etcdFile, workspace: etcd, make: (output, options) => build(output, ['go.etcd.io/etcd/server/v3'], options) },
  kubernetesRecipe(kubernetes134, 'kube-apiserver', versions.KUBERNETES_1_34),
  kubernetesRecipe(kubernetes134, 'kubectl', versions.KUBERNETES_1_34),
  kubernetesRecipe(kubernetes134, 'kube-controller-manager', versions.KUBERNETES_1_34),
  ...versions.KARMADA_COMMANDS.map(karmadaRecipe),
  { file: crdsFile, workspace: karmada, make: makeCrds },
  { file: webhooksFile, workspace: karmada, make: makeWebhooks },
  kubernetesRecipe(kubernetes124, 'kube-apiserver', versions.KUBERNETES_1_24),
  kubernetesRecipe(kubernetes121, 'kube-apiserver', versions.KUBERNETES_1_21),
];

function build(output: string, args: readonly string[], options: GoOptions): Promise<void> {
  const flags = args.some((arg) => arg.startsWith('-ldflags')) ? [] : ['-ldflags=-s -w'];
  return go(['build', '-trimpath', '-o', output, ...flags, ...args], options).then(() => undefined);
}

function kubernetesRecipe(workspace: Workspace, command: string, version: versions.KubernetesVersion): Recipe {
  const [major = '', minor = ''] = version.split('.');
  // Releases up to 1.21 answer /version from the second package.
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].map(
    (pkg) =>
      `-X ${pkg}.gitVersion=v${version} -X ${pkg}.gitMajor=${major} -X ${pkg}.gitMinor=${minor} ` +
      `-X ${pkg}.gitTreeState=clean -X ${pkg}.buildDate=${BUILD_DATE}`,
  );
  const args = [`-ldflags=-s -w ${stamps.join(' ')}`, '-tags=selinux,providerless', `k8s.io/kubernetes/cmd/${command}`];
  const file = kubernetesFile(command, version);
  return { file, workspace, make: (output, options) => build(output, args, options) };
}

function karmadaRecipe(command: versions.KarmadaCommand): Recipe {
  const pkg = `${KARMADA_MODULE}/pkg/version`;
  const stamp = `-X ${pkg}.gitVersion=v${versions.KARMADA_VERSION} -X ${pkg}.buildDate=${BUILD_DATE}`;
  const args = [`-ldflags=-s -w ${stamp}`, `${KARMADA_MODULE}/cmd/${command}`];
  return { file: karmadaFile(command), workspace: karmada, make: (output, options) => build(output, args, options) };
}

/** Karmada's CRDs are a kustomization; they are kept as one JSON list, which is read at every start. */
async function makeCrds(output: string, options: GoOptions, cached: (file: string) => string): Promise<void> {
  const source = await downloadModule(KARMADA_MODULE, versions.KARMADA_VERSION, options);
  const kubectl = cached(kubernetesFile('kubectl', versions.KUBERNETES_1_34));
  const text = await run(kubectl, ['kustomize', join(source, 'charts/karmada/_crds')], options);
  const crds = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  await writeFile(output, JSON.stringify(crds));
}

async function makeWebhooks(output: string, options: GoOptions): Promise<void> {
  const source = await downloadModule(KARMADA_MODULE, versions.KARMADA_VERSION, options);
  await copyFile(join(source, 'artifacts/deploy/webhook-configuration.yaml'), output);
}
