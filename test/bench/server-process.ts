import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtCli } from '../support/built-cli.ts';

/** Two minors far apart. */
const FLEET = 'members:\n- {name: old, kubernetesVersion: "1.18"}\n- {name: new, kubernetesVersion: "1.34"}\n';

/** `karmorph serve`, as it is shipped, in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  /** PEM. */
  readonly ca: string;
  /** Keeps connections, as API servers do. */
  readonly agent: Agent;
  readonly pid: number | undefined;
}

/**
 * Starts the bundled program on a free port of the loopback interface, and ends it after `use`. `source` says where the members come from;
 * a fleet of two when it is left out.
 */
export async function withServer<T>(
  use: (server: ServerProcess) => Promise<T>,
  source?: readonly string[],
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'karmorph-bench-'));
  const fleet = join(directory, 'fleet.yaml');
  writeFileSync(fleet, FLEET);
  const members = source ?? ['--fleet', fleet];
  const args = ['serve', '--listen', '127.0.0.1:0', ...members, '--cert-dir', directory, '--shutdown-grace', '0'];
  const child = spawn(process.execPath, [await builtCli(), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close');
  const agent = new Agent({ keepAlive: true });
  try {
    const port = await portIn(child.stderr);
    return await use({ port, ca: readFileSync(join(directory, 'ca.crt'), 'utf8'), agent, pid: child.pid });
  } finally {
    agent.destroy();
    child.kill('SIGKILL');
    await closed;
    rmSync(directory, { recursive: true });
  }
}

/** The port in the log, which is read to its end so that the server never waits for us. */
function portIn(log: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk: string): void => {
      text += chunk;
      const port = /"event":"listening".*"port":(\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      log.off('data', look);
      log.resume();
      resolve(Number(port));
    };
    log.setEncoding('utf8').on('data', look);
    log.once('end', () => reject(new Error(`the server ended before it was ready: ${text}`)));
  });
}
