import type { KubeObject } from '../../e2e/support/client.ts';
import type { Caller } from './caller.ts';

interface Event {
  readonly type: string;
  readonly object: KubeObject;
}

/** Watches a collection as client-go does: whenever a watch ends, however it does, it goes on after the last event that it has. */
export class Watcher {
  /** Names of the objects that were added, in order. */
  readonly added: string[] = [];
  /** Watches so far, and those of them that broke off. */
  watches = 0;
  broken = 0;
  readonly #caller: Caller;
  readonly #path: string;
  #resourceVersion: string;
  #stopping = false;
  #loop: Promise<void> | undefined;

  static async start(caller: Caller, path: string, { timeoutSeconds = 300 } = {}): Promise<Watcher> {
    const { text } = await caller.get(`${path}?limit=1`);
    const { metadata } = JSON.parse(text) as { metadata: { resourceVersion: string } };
    const watcher = new Watcher(caller, path, metadata.resourceVersion);
    watcher.#loop = watcher.#run(timeoutSeconds);
    return watcher;
  }

  private constructor(caller: Caller, path: string, resourceVersion: string) {
    this.#caller = caller;
    this.#path = path;
    this.#resourceVersion = resourceVersion;
  }

  /** Ends it once its watch ends, which closing the caller brings about. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#caller.close();
    await this.#loop;
  }

  async #run(timeoutSeconds: number): Promise<void> {
    while (!this.#stopping) {
      this.watches++;
      await this.#watch(timeoutSeconds).catch(async () => {
        this.broken++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      });
    }
  }

  async #watch(timeoutSeconds: number): Promise<void> {
    const query = new URLSearchParams({
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(timeoutSeconds),
      resourceVersion: this.#resourceVersion,
    });
    const message = await this.#caller.open('GET', `${this.#path}?${query.toString()}`);
    if (message.statusCode !== 200) {
      message.resume();
      throw new Error(`the watch was answered with ${message.statusCode ?? 0}`);
    }
    let pending = '';
    for await (const chunk of message.setEncoding('utf8')) {
      const lines = (pending + String(chunk)).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) this.#take(JSON.parse(line) as Event);
    }
  }

  #take({ type, object }: Event): void {
    if (type === 'ERROR') throw new Error(JSON.stringify(object));
    this.#resourceVersion = object.metadata.resourceVersion ?? this.#resourceVersion;
    if (type === 'ADDED') this.added.push(object.metadata.name);
  }
}
