import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { go } from './go.ts';
import { HELM_VERSION } from './versions.ts';
import { HELM_MODULE, prepareHelm } from './workspace.ts';

/** The path of Helm, which is built from its published module unless the cache has it. Needs the go command then. */
export async function helmProgram(): Promise<string> {
  const program = join(cacheDirectory(), `helm-${HELM_VERSION}`);
  if (existsSync(program)) return program;
  process.stdout.write(`  building helm ${HELM_VERSION}\n`);
  const cwd = await mkdtemp(join(tmpdir(), 'helm-'));
  try {
    await prepareHelm({ cwd });
    await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', 'program', `${HELM_MODULE}/cmd/helm`], { cwd });
    await mkdir(cacheDirectory(), { recursive: true });
    await copyFile(join(cwd, 'program'), `${program}.new`);
    await rename(`${program}.new`, program);
  } finally {
    await rm(cwd, { recursive: true });
  }
  return program;
}
