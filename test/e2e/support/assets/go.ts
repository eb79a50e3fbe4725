import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

export interface GoOptions {
  readonly cwd: string;
  /** A toolchain that the go command fetches by itself, for sources that today's compiler refuses. */
  readonly toolchain?: string | undefined;
}

/** Below interactive work, since a cold build keeps every core busy for minutes. */
const BUILD_PRIORITY = 10;
const ERROR_LINES = 25;

/** Whether the go command is there at all. */
export async function goIsInstalled(): Promise<boolean> {
  try {
    await go(['version'], { cwd: '.' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Runs the go command, and returns what it prints. The error holds the end of its messages. */
export async function go(args: readonly string[], options: GoOptions): Promise<string> {
  return run('go', args, options);
}

/** Runs a program with Go's environment for the builds here; used for generators that call the go command themselves. */
export async function run(command: string, args: readonly string[], options: GoOptions): Promise<string> {
  const env = {
    ...process.env,
    CGO_ENABLED: '0',
    // The workspaces have no go.sum for the module that they add, so the go command must be allowed to complete it.
    GOFLAGS: '-buildvcs=false -mod=mod',
    GOWORK: 'off',
    GOTOOLCHAIN: options.toolchain ?? 'auto',
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let messages = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
    child.on('spawn', () => setPriority(child.pid!, BUILD_PRIORITY));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} failed (exit code ${String(code)}):\n${tail(messages)}`));
    });
  });
}

function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-ERROR_LINES).join('\n');
}

/** Downloads a module and returns its directory, which is read-only. */
export async function downloadModule(module: string, version: string, options: GoOptions): Promise<string> {
  const answer: unknown = JSON.parse(await go(['mod', 'download', '-json', `${module}@v${version}`], options));
  return (answer as { Dir: string }).Dir;
}
