import { join } from 'node:path';
import type { Answers } from './comparison.ts';
import { normalizeOutcome, runProgram, type Invocation, type Outcome } from './program.ts';
import type { Endpoint, Servers } from './servers.ts';

/** What one command is given beside its arguments. */
export type Given = Pick<Invocation, 'env' | 'enough'> & { readonly stdin?: object };

/** A user with a terminal: programs that all work in one namespace of one server. */
export class CommandLine {
  readonly endpoint: Endpoint;
  readonly namespace: string;
  readonly #programs: Readonly<Record<string, string>>;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ environment }: Servers, endpoint: Endpoint, { namespace, programs }: Terminal) {
    this.endpoint = endpoint;
    this.namespace = namespace;
    this.#programs = programs;
    // What clients keep of one server's discovery must not be taken for that of another.
    const home = environment.run.folder(`home-${namespace}-${endpoint.name}`);
    this.#env = { HOME: home, KUBECONFIG: endpoint.kubeconfig, KUBECACHEDIR: join(home, 'cache'), TZ: 'UTC' };
  }

  run(program: string, args: readonly string[], { stdin, env, enough }: Given = {}): Promise<Outcome> {
    return runProgram({
      program: this.#programs[program] ?? program,
      args: [`--namespace=${this.namespace}`, ...args],
      env: { ...this.#env, ...env },
      ...(stdin && { stdin: JSON.stringify(stdin) }),
      ...(enough && { enough }),
    });
  }
}

interface Terminal {
  readonly namespace: string;
  /** Where the programs are, by name. */
  readonly programs: Readonly<Record<string, string>>;
}

/** One or more commands, and what they print, which two servers must have in common. */
export interface CommandStep {
  /** A sentence that says what is done. */
  readonly name: string;
  readonly run: (line: CommandLine) => Promise<Outcome | readonly Outcome[]>;
}

/** Does every step in order against one server. */
export async function outcomesOf(line: CommandLine, steps: readonly CommandStep[]): Promise<Answers> {
  const outcomes = new Map<string, unknown>();
  for (const { name, run } of steps) {
    const found = await run(line).catch((error: unknown) => ({ code: null, stdout: '', stderr: String(error) }));
    outcomes.set(name, 'code' in found ? normalizeOutcome(found) : found.map(normalizeOutcome));
  }
  return outcomes;
}
