import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubernetesProgram } from '../e2e/support/assets/kubernetes-program.ts';
import { KUBERNETES_1_34 } from '../e2e/support/assets/versions.ts';

const SOURCES = join(import.meta.dirname, 'kubernetes');

/** One object and the version that it is converted to. */
export interface Work {
  readonly to: string;
  /** JSON text. */
  readonly text: string;
}

/** The program that converts with Kubernetes' own code. Needs the go command to build it the first time. */
export async function kubernetesCode(): Promise<KubernetesCode> {
  const name = 'kubernetes-conversion';
  return new KubernetesCode(await kubernetesProgram({ name, version: KUBERNETES_1_34, sources: SOURCES }));
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
