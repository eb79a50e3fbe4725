import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { kubernetesProgram } from '../../e2e/support/assets/kubernetes-program.ts';
import { KUBERNETES_1_34 } from '../../e2e/support/assets/versions.ts';
import type { Endpoint } from '../support/servers.ts';

/** What informers and a watch were told, how often they asked for everything, and what they have in store. */
export interface Report {
  readonly events: Readonly<Record<string, readonly string[]>>;
  readonly watched: Readonly<Record<string, readonly string[]>>;
  readonly lists: Readonly<Record<string, number>>;
  readonly stores: Readonly<Record<string, readonly object[]>>;
}

/** The program, which waits in the middle of its work. */
export interface Informers {
  /** The first half is done, and the store has been what the server lists. */
  readonly ready: Promise<void>;
  /** Does the second half. Rejects with what the program says when the store never is what the server lists. */
  finish(): Promise<Report>;
}

/** Builds the program unless the cache has it, and gives its path. Needs the go command then. */
export function informerProgram(): Promise<string> {
  return kubernetesProgram({ name: 'informer', version: KUBERNETES_1_34, sources: import.meta.dirname });
}

interface Work {
  readonly namespace: string;
  /** Whether informers ask for a watch that begins with everything, instead of a list. */
  readonly watchList: boolean;
}

/** Starts the program against a server. */
export function startInformers(program: string, endpoint: Endpoint, { namespace, watchList }: Work): Informers {
  const child = spawn(program, [`--kubeconfig=${endpoint.kubeconfig}`, `--namespace=${namespace}`], {
    env: { ...process.env, KUBE_FEATURE_WatchListClient: String(watchList) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`informers of ${endpoint.name}: exit code ${String(code)}: ${messages}`));
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line === 'ready') resolve();
    });
    ended.catch(reject);
  });
  return {
    ready,
    finish: async () => {
      child.stdin.end('\n');
      await ended;
      return JSON.parse(lines.at(-1) ?? '') as Report;
    },
  };
}
