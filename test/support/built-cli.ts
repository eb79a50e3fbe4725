import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BUILD = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));

let built: Promise<string> | undefined;

/** Builds the command line once for all tests, into a temporary directory, and gives the path of the file. */
export function builtCli(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'karmorph-cli-'));
  process.once('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  const file = join(directory, 'karmorph.mjs');
  await promisify(execFile)(process.execPath, [BUILD, '--outfile', file]);
  return file;
}

/** What a run of the command line printed, and how it ended. */
export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a process of its own. */
export async function runBuiltCli(args: readonly string[], input = ''): Promise<CliRun> {
  const child = spawn(process.execPath, [await builtCli(), ...args]);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, ...output };
}
