import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { encodeJson } from '../../../src/json/encode.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { kubernetesProgram } from '../../e2e/support/assets/kubernetes-program.ts';
import type { KubernetesVersion } from '../../e2e/support/assets/versions.ts';
import { parseCase, type UpstreamCase } from '../corpus.ts';

const SOURCES = join(import.meta.dirname, '../kubernetes');
const MAX_OUTPUT_BYTES = 2 ** 30;

/** A random object and what one conversion makes of it. */
export interface Sample extends UpstreamCase {
  readonly from: string;
  readonly to: string;
}

export type Answer = Pick<UpstreamCase, 'expected' | 'error'>;

/** The code of one Kubernetes release, as a program that makes and converts objects. */
export class Upstream {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  /** Builds the program the first time, which needs the go command. */
  static async ofRelease(version: KubernetesVersion): Promise<Upstream> {
    return new Upstream(await kubernetesProgram({ name: 'kubernetes-corpus', version, sources: SOURCES }));
  }

  /** Random objects of the versions that the release knows, each converted to every other one. None when it knows fewer than two. */
  generate(
    family: { readonly kind: string; readonly versions: readonly string[] },
    seed: number,
    count: number,
  ): readonly Sample[] {
    const { kind, versions } = family;
    const lines = this.#run(['generate', String(seed), String(count)], [JSON.stringify({ kind, versions })]);
    return lines.map((line) => parseCase(line) as Sample);
  }

  /** What the release makes of each object, in the same order. */
  convert(requests: readonly { readonly input: JsonObject; readonly to: string }[]): readonly Answer[] {
    const lines = requests.map(({ input, to }) => encodeJson({ input, to }));
    return this.#run(['convert'], lines).map(parseCase);
  }

  #run(args: readonly string[], lines: readonly string[]): readonly string[] {
    const input = lines.map((line) => `${line}\n`).join('');
    const output = execFileSync(this.#program, args, { input, maxBuffer: MAX_OUTPUT_BYTES, encoding: 'utf8' });
    return output.split('\n').filter(Boolean);
  }
}
