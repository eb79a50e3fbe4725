import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command of a document, and what the document says that it prints. */
export interface ConsoleStep {
  readonly command: string;
  readonly printed: string;
}

const ROOT = join(import.meta.dirname, '../../..');

/** The commands in the `console` blocks of a Markdown file of the project, in order: each line that begins with `$ `. */
export function consoleSteps(path: string): readonly ConsoleStep[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const end = step.indexOf('\n');
        return { command: step.slice(0, end), printed: step.slice(end + 1) };
      }),
  );
}

/** Programs by the names under which commands call them: each a command line that takes more arguments. */
export type Programs = Readonly<Record<string, readonly string[]>>;

/** A shell in the project's folder in which these programs are found, and these variables are set. */
export class Shell {
  readonly #env: NodeJS.ProcessEnv;

  constructor(directory: string, programs: Programs, env: Readonly<Record<string, string>>) {
    for (const [name, args] of Object.entries(programs)) {
      const file = join(directory, name);
      writeFileSync(file, `#!/bin/sh\nexec ${args.map((arg) => `'${arg}'`).join(' ')} "$@"\n`);
      chmodSync(file, 0o755);
    }
    this.#env = { ...process.env, ...env, PATH: `${directory}:${process.env['PATH'] ?? ''}` };
  }

  /** Runs a command to its end and gives what it prints on both streams, in the order in which it comes. */
  run(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn('bash', ['-c', `exec 2>&1; ${command}`], { cwd: ROOT, env: this.#env });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      child.on('error', reject);
      child.on('close', () => resolve(text));
    });
  }
}
