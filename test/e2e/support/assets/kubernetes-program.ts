import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { go } from './go.ts';
import type { KubernetesVersion } from './versions.ts';
import { prepareKubernetes } from './workspace.ts';

interface KubernetesProgram {
  readonly name: string;
  readonly version: KubernetesVersion;
  /** A folder with the Go files of package main. */
  readonly sources: string;
}

/** Builds a program against the published code of one Kubernetes release, unless the cache has it. Needs the go command. */
export async function kubernetesProgram({ name, version, sources }: KubernetesProgram): Promise<string> {
  const files = readdirSync(sources).filter((file) => file.endsWith('.go'));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(sources, file)));
  const program = join(cacheDirectory(), `${name}-${version}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return program;
  process.stderr.write(`building ${name} with the code of Kubernetes ${version}\n`);
  const cwd = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    await prepareKubernetes(version, { cwd });
    for (const file of files) copyFileSync(join(sources, file), join(cwd, file));
    await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', 'program', '.'], { cwd });
    mkdirSync(cacheDirectory(), { recursive: true });
    copyFileSync(join(cwd, 'program'), `${program}.new`);
    renameSync(`${program}.new`, program);
  } finally {
    rmSync(cwd, { recursive: true });
  }
  return program;
}
