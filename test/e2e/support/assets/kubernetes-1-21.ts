import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadModule, go, run, type GoOptions } from './go.ts';
import { KUBERNETES_1_21 } from './versions.ts';
import { copySources, KUBERNETES_MODULE, prepareKubernetes } from './workspace.ts';

const OPENAPI_PACKAGE = 'k8s.io/kubernetes/pkg/generated/openapi';
const OPENAPI_FILE = 'zz_generated.openapi.go';
const TYPE_PACKAGES =
  /^k8s\.io\/(api|apimachinery|apiextensions-apiserver|kube-aggregator|apiserver)\/|^k8s\.io\/client-go\/pkg\/version$/;

/**
 * Makes a workspace that can build kube-apiserver 1.21. That release generates its OpenAPI definitions while it is built,
 * so they are not in the published module: they are generated here, into a local copy of it. Two libraries are newer
 * than the release's own, because those do not work with a compiler of this decade.
 */
export async function prepareKubernetes121(options: GoOptions): Promise<void> {
  await prepareKubernetes(KUBERNETES_1_21, options);
  const copy = join(options.cwd, 'kubernetes');
  await copyModule(copy, options);
  await go(
    [
      'mod',
      'edit',
      `-replace=${KUBERNETES_MODULE}@v${KUBERNETES_1_21}=./kubernetes`,
      '-replace=github.com/modern-go/reflect2=github.com/modern-go/reflect2@v1.0.2',
      '-require=github.com/modern-go/reflect2@v1.0.2',
      '-replace=github.com/json-iterator/go=github.com/json-iterator/go@v1.1.12',
    ],
    options,
  );
  await generateOpenApi(join(copy, 'pkg/generated/openapi', OPENAPI_FILE), options);
}

async function copyModule(copy: string, options: GoOptions): Promise<void> {
  const source = await downloadModule(KUBERNETES_MODULE, KUBERNETES_1_21, options);
  for (const folder of ['cmd', 'pkg', 'plugin', 'third_party', 'test/utils']) {
    await copySources(join(source, folder), join(copy, folder));
  }
  await copyFile(join(source, 'go.mod'), join(copy, 'go.mod'));
}

async function generateOpenApi(target: string, options: GoOptions): Promise<void> {
  const generator = join(options.cwd, 'openapi-gen');
  const header = join(options.cwd, 'header.txt');
  const output = join(options.cwd, 'generated');
  await writeFile(header, '// generated\n');
  await go(['build', '-o', generator, 'k8s.io/kube-openapi/cmd/openapi-gen'], options);
  const inputs = await typePackages(options);
  const violations = join(options.cwd, 'violations');
  const naming = ['-p', OPENAPI_PACKAGE, '-O', OPENAPI_FILE.replace(/\.go$/, ''), '-o', output, '-r', violations];
  await run(generator, ['-h', header, '-i', inputs.join(','), ...naming], options);
  await copyFile(join(output, OPENAPI_PACKAGE, OPENAPI_FILE), target);
}

/** The packages whose types ask for OpenAPI definitions, among those that kube-apiserver is made of. */
async function typePackages(options: GoOptions): Promise<string[]> {
  const format = '{{if not .Standard}}{{.ImportPath}} {{.Dir}}{{end}}';
  const list = [
    'list',
    '-tags',
    'providerless,selinux',
    '-deps',
    '-f',
    format,
    `${KUBERNETES_MODULE}/cmd/kube-apiserver`,
  ];
  const packages: string[] = [];
  for (const line of (await go(list, options)).split('\n')) {
    const [path = '', directory = ''] = line.split(' ');
    if (TYPE_PACKAGES.test(path) && (await asksForOpenApi(directory))) packages.push(path);
  }
  return packages;
}

async function asksForOpenApi(directory: string): Promise<boolean> {
  for (const file of await readdir(directory)) {
    if (!file.endsWith('.go')) continue;
    if ((await readFile(join(directory, file), 'utf8')).includes('+k8s:openapi-gen=')) return true;
  }
  return false;
}
