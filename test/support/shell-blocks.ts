import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from './manifests.ts';

/** The fenced `sh` blocks of a Markdown file of the project, in order. */
export function shellBlocks(path: string): readonly string[] {
  return [...projectFile(path).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
}

export interface ShellRun {
  readonly status: number | null;
  readonly stderr: string;
  /** The arguments of each call of kubectl, in order. */
  readonly kubectl: readonly string[];
}

/** What the stand-in for kubectl prints when the arguments hold a text; nothing for all others. */
export type KubectlAnswers = Readonly<Record<string, string>>;

/** Runs a script with bash and a stand-in for kubectl, which notes its arguments, in `directory`. */
export async function runShell(script: string, directory: string, answers: KubectlAnswers): Promise<ShellRun> {
  const log = join(directory, 'kubectl.log');
  const stub = join(directory, 'kubectl');
  writeFileSync(log, '');
  const cases = Object.entries(answers).map(([part, text]) => `*${quoted(part)}*) printf %s ${quoted(text)};;`);
  writeFileSync(stub, `#!/bin/sh\necho "$*" >> ${quoted(log)}\ncase "$*" in\n${cases.join('\n')}\nesac\n`);
  chmodSync(stub, 0o755);
  const env = { ...process.env, PATH: `${directory}:${process.env.PATH ?? ''}` };
  const child = spawn('bash', ['-c', script], { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stderr, kubectl: readFileSync(log, 'utf8').split('\n').slice(0, -1) };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
