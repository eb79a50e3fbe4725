import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
}

const GRACE_MS = 5000;
const POLL_MS = 50;
const READY_TIMEOUT_MS = 60_000;
const LOG_LINES = 30;

/** Exactly the processes that this run has started and that have not ended. */
const running = new Set<ManagedProcess>();
let guarded = false;

/** A child process with a log file, which does not outlive this process. */
export class ManagedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #end: string | undefined;

  constructor(options: ProcessOptions) {
    guard();
    this.name = options.name;
    this.logFile = options.logFile;
    const log = openSync(options.logFile, 'a');
    this.#child = spawn(options.command, options.args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    running.add(this);
    this.#ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.#end = reason;
        running.delete(this);
        resolve();
      };
      this.#child.once('exit', (code, signal) => end(`ended with ${signal ?? `exit code ${String(code)}`}`));
      this.#child.once('error', (error) => end(`could not be started: ${error.message}`));
    });
  }

  get running(): boolean {
    return this.#end === undefined;
  }

  /** Polls `isReady`, which may throw while nothing listens yet. Throws with the end of the log when it never is. */
  async waitUntil(isReady: () => Promise<boolean>, timeoutMs = READY_TIMEOUT_MS): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!(await isReady().catch(() => false))) {
      if (this.#end !== undefined) throw this.#failure(this.#end);
      if (performance.now() > end) throw this.#failure(`is not ready after ${timeoutMs / 1000} s`);
      await delay(POLL_MS);
    }
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** Asks it to end, and after five seconds makes it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = GRACE_MS): Promise<void> {
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  killNow(): void {
    this.#child.kill('SIGKILL');
  }

  #failure(reason: string): Error {
    const log = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
    return new Error(`${this.name} ${reason}. The end of ${this.logFile}:\n${log}`);
  }
}

/** Stops everything that this run started. */
export async function stopAllProcesses(): Promise<void> {
  await Promise.all([...running].map((each) => each.stop()));
}

/** However this process ends, short of a SIGKILL, its children end with it. */
function guard(): void {
  if (guarded) return;
  guarded = true;
  process.once('exit', () => {
    for (const each of running) each.killNow();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stopAllProcesses().finally(() => process.exit(1)));
  }
}
