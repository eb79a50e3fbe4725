import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the binaries are: outside the checkout, so that every checkout and every run shares them. */
export function cacheDirectory(): string {
  const named = process.env['KARMORPH_E2E_ASSETS'];
  if (named) return named;
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'karmorph', 'e2e', `${process.platform}-${process.arch}`);
}

const LOCK_POLL_MS = 500;

/**
 * Runs `work` while no other process holds the cache's lock. A lock whose process is gone is taken over; it is removed
 * when this process ends, however it ends, short of a SIGKILL.
 */
export async function withCacheLock(directory: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, '.lock');
  const release = (): void => rmSync(file, { force: true });
  await acquire(file);
  process.once('exit', release);
  try {
    await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

async function acquire(file: string): Promise<void> {
  let announced = false;
  for (;;) {
    try {
      const lock = await open(file, 'wx');
      await lock.writeFile(String(process.pid));
      await lock.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) {
      await rm(file, { force: true });
      continue;
    }
    if (!announced)
      process.stdout.write(`  waiting for the run with process id ${owner ?? '?'}, which builds binaries\n`);
    announced = true;
    await delay(LOCK_POLL_MS);
  }
}

/** Undefined while the owner has created the file but not yet written its process id, or has just removed it. */
async function ownerOf(file: string): Promise<number | undefined> {
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? undefined : Number(text);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
