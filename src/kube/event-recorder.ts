import { createHash } from 'node:crypto';
import type { Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { pause, type Clock } from './clock.ts';
import { within } from './deadline.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient } from './kube-client.ts';

/** The object that an Event is about; `namespace` is empty for one without. */
export type EventSubject = Readonly<Record<'apiVersion' | 'kind' | 'namespace' | 'name' | 'uid', string>>;

export interface ObjectEvent {
  readonly about: EventSubject;
  readonly type: 'Normal' | 'Warning';
  /** In UpperCamelCase, such as `FieldsLost`. */
  readonly reason: string;
  readonly message: string;
}

export interface EventRecorderOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Told of the first of several writes that fail. */
  readonly onProblem: (problem: Problem) => void;
  /** Told of each event that is left out. */
  readonly onDropped: () => void;
}

/** Tells of an object where `kubectl describe` shows it. */
export interface EventRecorder {
  /** Returns at once. The same of the same object within ten minutes is written once. */
  record(event: ObjectEvent): void;
  /** Gives up what is not written yet. */
  stop(): Promise<void>;
}

/** The object may be stored only after the event is recorded: an admission webhook comes before. */
const DELAY_MS = 1000;
const SAME_MS = 10 * 60_000;
/** After this many at once, one in {@link REFILL_MS}. */
const BURST = 50;
const REFILL_MS = 1000;
const MAX_WAITING = 500;
const MAX_REMEMBERED = 4096;
const WRITE_TIMEOUT_MS = 10_000;
/** An API server refuses longer ones. */
const MAX_MESSAGE = 1024;

/** Records Events of version v1, with a name that follows from what they say: an event that occurs again is counted. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return new Recorder(options);
}

interface Waiting {
  readonly event: ObjectEvent;
  readonly name: string;
  readonly due: number;
}

class Recorder implements EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #stopping = new AbortController();
  readonly #waiting: Waiting[] = [];
  /** When each was recorded, by name; the oldest first. */
  readonly #recorded = new Map<string, number>();
  #tokens = BURST;
  #filled: number;
  #failing = false;
  #running: Promise<void> | undefined;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#filled = options.clock.now();
  }

  record(event: ObjectEvent): void {
    const name = nameOf(event);
    const now = this.#options.clock.now();
    if (now - (this.#recorded.get(name) ?? -Infinity) < SAME_MS) return;
    if (!this.#takeToken(now) || this.#waiting.length >= MAX_WAITING) {
      this.#options.onDropped();
      return;
    }
    this.#remember(name, now);
    this.#waiting.push({ event, name, due: now + DELAY_MS });
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  #takeToken(now: number): boolean {
    const more = Math.floor((now - this.#filled) / REFILL_MS);
    this.#filled += more * REFILL_MS;
    this.#tokens = Math.min(BURST, this.#tokens + more);
    if (this.#tokens === 0) return false;
    this.#tokens--;
    return true;
  }

  #remember(name: string, now: number): void {
    this.#recorded.delete(name);
    this.#recorded.set(name, now);
    const [oldest] = this.#recorded.keys();
    if (this.#recorded.size > MAX_REMEMBERED && oldest !== undefined) this.#recorded.delete(oldest);
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const early = next.due - clock.now();
      if (early > 0) await pause(clock, early, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      await this.#write(next);
    }
  }

  async #write({ event, name }: Waiting): Promise<void> {
    const { clock, onProblem } = this.#options;
    const path = `/api/v1/namespaces/${namespaceOf(event)}/events`;
    try {
      await within({ clock, milliseconds: WRITE_TIMEOUT_MS, stopping: this.#stopping.signal, path }, async (signal) =>
        this.#put(path, { event, name, signal }),
      );
      this.#failing = false;
    } catch (error) {
      if (!this.#failing && !this.#stopping.signal.aborted) onProblem(kubeProblem(path, error));
      this.#failing = true;
    }
  }

  /** Creates the event, or counts it where somebody has told the same before: another replica, or this one earlier. */
  async #put(
    path: string,
    { event, name, signal }: { readonly event: ObjectEvent; readonly name: string; readonly signal: AbortSignal },
  ): Promise<void> {
    const { client, clock } = this.#options;
    const time = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    try {
      await readObject(client, path, { signal, post: eventObject(event, name, time) });
    } catch (error) {
      if (!(error instanceof KubeRefused && error.status === 409)) throw error;
      const url = `${path}/${name}`;
      const known = await readObject(client, url, { signal });
      const count = typeof known.count === 'number' ? known.count + 1 : 1;
      await readObject(client, url, { signal, put: { ...known, count, lastTimestamp: time } });
    }
  }
}

/** Events of objects without a namespace are in `default`, as Kubernetes' own. */
function namespaceOf({ about }: ObjectEvent): string {
  return about.namespace === '' ? 'default' : about.namespace;
}

/**
 * The object's name, as far as an event's name has room, and what tells this event from others of it. Names of roles may have letters
 * that an event's name may not.
 */
function nameOf({ about, type, reason, message }: ObjectEvent): string {
  const text = JSON.stringify([about.apiVersion, about.kind, about.uid, type, reason, message]);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const parts = about.name
    .toLowerCase()
    .slice(0, 200)
    .split(/[^a-z0-9-]+/);
  const trimmed = parts.map((part) => part.replace(/^-+|-+$/g, ''));
  return [...trimmed.filter((part) => part !== ''), hash].join('.');
}

function eventObject(event: ObjectEvent, name: string, time: string): JsonObject {
  const { about, type, reason, message } = event;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: namespaceOf(event) },
    involvedObject: { ...about },
    type,
    reason,
    message: message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 3)}...`,
    source: { component: 'karmorph' },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
