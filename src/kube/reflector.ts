import { ProblemError, problem, type Problem } from '../errors.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { pause, type Clock } from './clock.ts';
import { within } from './deadline.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient } from './kube-client.ts';
import { watchEvents, type WatchEvent } from './watch-events.ts';

/** Who keeps what a reflector reads. Objects are large: keep only what is needed of them. */
export interface ReflectorSink {
  /** A complete list begins; what is not added until {@link endList} is gone. */
  beginList(): void;
  put(object: JsonObject): void;
  endList(): void;
  remove(object: JsonObject): void;
}

export interface ReflectorOptions {
  readonly client: KubeClient;
  /** Path of a collection, such as `/apis/cluster.karmada.io/v1alpha1/clusters`, without a query. */
  readonly path: string;
  /** The name of the one object that is followed; all of the collection when left out. */
  readonly name?: string;
  /** True when the sink needs no more than `metadata` of each object: servers then send nothing else. */
  readonly metadataOnly?: boolean;
  readonly sink: ReflectorSink;
  readonly clock: Clock;
  /** Told of every failure, with the HTTP status if the server refused; the reflector goes on by itself. */
  readonly onProblem: (problem: Problem, status: number | undefined) => void;
}

/** Keeps a sink equal to a collection on an API server. */
export interface Reflector {
  /** Settles when the first complete list has been read. */
  readonly synced: Promise<void>;
  /** Ends requests and timers; nothing is told to the sink afterwards. */
  stop(): Promise<void>;
}

/** What a metadata client of client-go accepts: the list as a whole, and each object of a watch. */
const METADATA = {
  list: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json' },
  watch: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json' },
};

const PAGE_SIZE = 100;
/** How long one page may take. */
const LIST_TIMEOUT_MS = 60_000;
/** The server is asked to end a watch after 4 to 5 minutes, so that a dead connection cannot stay unnoticed. */
const WATCH_SECONDS = { least: 240, spread: 60 };
/** How long after that the watch is taken for dead. */
const WATCH_GRACE_MS = 30_000;
/** A watch that ends sooner than this without an event counts as a failure: the server sends clients away. */
const SHORT_WATCH_MS = 1_000;
const BACKOFF_MS = { first: 500, most: 30_000 };

/** The resourceVersion is too old for the server: list again. */
class Expired extends Error {}

/** Starts to list and watch, and does so until it is stopped: failures are tried again, later and later up to 30 s. */
export function startReflector(options: ReflectorOptions): Reflector {
  const stopping = new AbortController();
  let settle = (): void => undefined;
  const synced = new Promise<void>((resolve) => (settle = resolve));
  const loop = new ReflectorLoop(options, stopping.signal, () => settle()).run();
  return {
    synced,
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

class ReflectorLoop {
  readonly #options: ReflectorOptions;
  readonly #stopping: AbortSignal;
  readonly #onSynced: () => void;
  /** Where to watch from; undefined means list first. */
  #resourceVersion: string | undefined;
  #failures = 0;

  constructor(options: ReflectorOptions, stopping: AbortSignal, onSynced: () => void) {
    this.#options = options;
    this.#stopping = stopping;
    this.#onSynced = onSynced;
  }

  async run(): Promise<void> {
    while (!this.#stopping.aborted) {
      try {
        this.#resourceVersion ??= await this.#list();
        await this.#watch(this.#resourceVersion);
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#stopping.aborted) return;
    const { clock, onProblem, path } = this.#options;
    const status = error instanceof KubeRefused ? error.status : undefined;
    const expired = error instanceof Expired || status === 410;
    // A collection that is gone and comes back may have changed in between, whatever its versions say.
    if (expired || status === 404) this.#resourceVersion = undefined;
    if (!expired) onProblem(kubeProblem(path, error), status);
    const failures = this.#failures++;
    // An old resourceVersion is nobody's fault the first time.
    if (expired && failures === 0) return;
    const longest = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** failures);
    await pause(clock, longest * (0.5 + clock.random() / 2), this.#stopping);
  }

  /**
   * Reads the collection page by page; gives the resourceVersion of the first page. The others should have the same, and a
   * watch from a later one would miss what happened meanwhile to the objects of the first.
   */
  async #list(): Promise<string> {
    const { client, path, sink } = this.#options;
    sink.beginList();
    let resourceVersion = '';
    let next = '';
    do {
      const query = new URLSearchParams({
        limit: String(PAGE_SIZE),
        ...this.#selector(),
        ...(next === '' ? {} : { continue: next }),
      });
      const page = await this.#within(LIST_TIMEOUT_MS, (signal) =>
        readObject(client, `${path}?${query.toString()}`, { ...this.#accept('list'), signal }),
      );
      const items = page.items ?? [];
      if (!isJsonArray(items)) throw new ProblemError(problem('KUBE_UNREADABLE', { path, reason: 'it is not a list' }));
      for (const item of items) if (isJsonObject(item)) sink.put(item);
      const metadata = objectAt(page, 'metadata');
      if (resourceVersion === '') resourceVersion = stringAt(metadata, 'resourceVersion') ?? '';
      next = stringAt(metadata, 'continue') ?? '';
    } while (next !== '');
    sink.endList();
    this.#onSynced();
    return resourceVersion;
  }

  async #watch(resourceVersion: string): Promise<void> {
    const { clock, client, path } = this.#options;
    const seconds = WATCH_SECONDS.least + Math.floor(clock.random() * WATCH_SECONDS.spread);
    const query = new URLSearchParams({
      watch: 'true',
      ...this.#selector(),
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(seconds),
      resourceVersion,
    });
    const started = clock.now();
    const before = this.#resourceVersion;
    await this.#within(seconds * 1000 + WATCH_GRACE_MS, async (signal) => {
      const answer = await client.open(`${path}?${query.toString()}`, { ...this.#accept('watch'), signal });
      for await (const event of watchEvents(path, answer as AsyncIterable<Buffer>)) {
        if (this.#stopping.aborted) return;
        this.#apply(event);
        this.#failures = 0;
      }
    });
    if (this.#resourceVersion === before && clock.now() - started < SHORT_WATCH_MS) {
      throw new ProblemError(problem('KUBE_UNREADABLE', { path, reason: 'the server ended the watch at once' }));
    }
    this.#failures = 0;
  }

  #apply({ type, object }: WatchEvent): void {
    const { sink, path } = this.#options;
    switch (type) {
      case 'ADDED':
      case 'MODIFIED':
        sink.put(object);
        break;
      case 'DELETED':
        sink.remove(object);
        break;
      case 'BOOKMARK':
        break;
      default:
        if (object.code === 410) throw new Expired();
        throw new ProblemError(
          problem('KUBE_UNREADABLE', { path, reason: stringAt(object, 'message') ?? `unknown event ${type}` }),
        );
    }
    this.#resourceVersion = stringAt(objectAt(object, 'metadata'), 'resourceVersion') ?? this.#resourceVersion;
  }

  #selector(): { readonly fieldSelector?: string } {
    const { name } = this.#options;
    return name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
  }

  #accept(request: keyof typeof METADATA): { readonly accept?: string } {
    return this.#options.metadataOnly === true ? METADATA[request] : {};
  }

  #within<T>(milliseconds: number, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, path } = this.#options;
    return within({ clock, milliseconds, stopping: this.#stopping, path }, attempt);
  }
}
