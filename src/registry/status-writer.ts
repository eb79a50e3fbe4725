import type { Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { pause, type Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient } from '../kube/kube-client.ts';
import { judgedGeneration, withStatus } from './object-status.ts';
import type { Verdict } from './verdict.ts';

export interface StatusWriterOptions {
  readonly client: KubeClient;
  /** Path of the collection, of all namespaces. */
  readonly path: string;
  readonly clock: Clock;
  readonly onProblem: (problem: Problem) => void;
}

const WRITE_TIMEOUT_MS = 10_000;
const RETRY_MS = 5_000;

/**
 * Writes verdicts into the status of their objects, one after the other, and only where the status says something else. Every
 * replica does, and all come to the same verdict. Should two differ, as those of two releases may, each writes its own
 * once for a generation, and leaves it at that.
 */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #stopping = new AbortController();
  /** What is to be written, by name; the last verdict alone counts. */
  readonly #wanted = new Map<string, Verdict<unknown>>();
  /** What was written, by name. */
  readonly #written = new Map<string, string>();
  #running: Promise<void> | undefined;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Takes the verdicts on all objects there are. */
  want(verdicts: readonly Verdict<unknown>[]): void {
    const names = new Set(verdicts.map(({ record }) => record.name));
    for (const name of this.#written.keys()) if (!names.has(name)) this.#written.delete(name);
    this.#wanted.clear();
    for (const verdict of verdicts) if (this.#isDue(verdict)) this.#wanted.set(verdict.record.name, verdict);
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  #isDue(verdict: Verdict<unknown>): boolean {
    if (!withStatus(verdict, '')) return false;
    const { object, generation, name } = verdict.record;
    return this.#written.get(name) !== keyOf(verdict) || judgedGeneration(object) !== generation;
  }

  async #run(): Promise<void> {
    // Those who called go on first: a list may bring several verdicts.
    await Promise.resolve();
    for (;;) {
      const [next] = this.#wanted;
      if (!next || this.#stopping.signal.aborted) return;
      const [name, verdict] = next;
      this.#wanted.delete(name);
      if (!(await this.#write(verdict)) && !this.#wanted.has(name)) {
        await pause(this.#options.clock, RETRY_MS, this.#stopping.signal);
        if (!this.#wanted.has(name)) this.#wanted.set(name, verdict);
      }
    }
  }

  /** False when it is to be tried again. */
  async #write(verdict: Verdict<unknown>): Promise<boolean> {
    const { client, path, clock, onProblem } = this.#options;
    const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    const put = withStatus(verdict, now);
    if (!put) return true;
    const url = statusPath(path, put);
    const deadline = { clock, milliseconds: WRITE_TIMEOUT_MS, stopping: this.#stopping.signal, path: url };
    try {
      await within(deadline, (signal) => readObject(client, url, { signal, put }));
      this.#written.set(verdict.record.name, keyOf(verdict));
      return true;
    } catch (error) {
      // Changed or deleted meanwhile: the watch brings what there is now.
      if (error instanceof KubeRefused && (error.status === 409 || error.status === 404)) return true;
      if (!this.#stopping.signal.aborted) onProblem(kubeProblem(url, error));
      return false;
    }
  }
}

/** In the namespace of the object, where it has one. */
function statusPath(collection: string, object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  const name = encodeURIComponent(stringAt(metadata, 'name') ?? '');
  const namespace = stringAt(metadata, 'namespace');
  if (namespace === undefined) return `${collection}/${name}/status`;
  const at = collection.lastIndexOf('/');
  const within = `${collection.slice(0, at)}/namespaces/${encodeURIComponent(namespace)}`;
  return `${within}${collection.slice(at)}/${name}/status`;
}

function keyOf({ record, reason, message }: Verdict<unknown>): string {
  return [record.uid, record.generation, reason, message].join(' ');
}
