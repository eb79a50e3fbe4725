import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '../e2e/support/assets/cache.ts';
import { go } from '../e2e/support/assets/go.ts';
import { KUBERNETES_1_34 } from '../e2e/support/assets/versions.ts';
import { prepareKubernetes } from '../e2e/support/assets/workspace.ts';

const SOURCE = join(import.meta.dirname, 'kubernetes/main.go');

/** One object and the version that it is converted to. */
export interface Work {
  readonly to: string;
  /** JSON text. */
  readonly text: string;
}

/** Builds the program that converts with Kubernetes' own code, unless the cache has it. Needs the go command. */
export async function kubernetesCode(): Promise<KubernetesCode> {
  const digest = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 12);
  const program = join(cacheDirectory(), `kubernetes-conversion-${KUBERNETES_1_34}-${digest}`);
  if (!existsSync(program)) await build(program);
  return new KubernetesCode(program);
}

async function build(program: string): Promise<void> {
  process.stdout.write('building the program that converts with the Kubernetes code\n');
  const cwd = mkdtempSync(join(tmpdir(), 'karmorph-bench-'));
  try {
    await prepareKubernetes(KUBERNETES_1_34, { cwd });
    copyFileSync(SOURCE, join(cwd, 'main.go'));
    await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', 'program', '.'], { cwd });
    mkdirSync(cacheDirectory(), { recursive: true });
    copyFileSync(join(cwd, 'program'), `${program}.new`);
    renameSync(`${program}.new`, program);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Kubernetes' own conversion, as a program of its own. */
export class KubernetesCode {
  readonly #program: string;

  constructor(program: string) {
    this.#program = program;
  }

  /** Objects per second on one core, for decode, convert and encode. */
  objectsPerSecond(work: readonly Work[], rounds: number): number {
    const folder = mkdtempSync(join(tmpdir(), 'karmorph-bench-'));
    try {
      const file = join(folder, 'work.jsonl');
      writeFileSync(file, work.map(({ to, text }) => `{"to":"${to}","input":${text}}\n`).join(''));
      const answer = execFileSync(this.#program, [file, String(rounds)], { env: { GOMAXPROCS: '1' } }).toString();
      const { objects, nanoseconds } = JSON.parse(answer) as { objects: number; nanoseconds: number };
      return (objects * 1e9) / nanoseconds;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
