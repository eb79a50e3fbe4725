import type { Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { SYSTEM_CLOCK, type Clock } from '../kube/clock.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { startReflector, type ReflectorSink } from '../kube/reflector.ts';
import { nameOf, objectRecord, type CheckObject, type ObjectRecord } from './object-record.ts';
import { StatusWriter } from './status-writer.ts';
import type { Verdict } from './verdict.ts';

export interface JudgedObjectsOptions<T> {
  /** Talks to the API server that has the objects. */
  readonly client: KubeClient;
  /** Path of the collection, of all namespaces. */
  readonly path: string;
  readonly clock?: Clock;
  readonly check: CheckObject<T>;
  /** Decides what is in force, of all objects there are. */
  readonly settle: (records: Iterable<ObjectRecord<T>>) => readonly Verdict<T>[];
  /** Takes what is in force, whenever that has been decided. */
  readonly use: (items: readonly T[]) => void;
  /** Told of each failure, with the HTTP status if the server refused to give the objects. */
  readonly onProblem: (problem: Problem, status?: number) => void;
  /** Told once that the API server has no such kind, and so that none of its objects counts. */
  readonly onAbsent: () => void;
  /** Told of each verdict that is new. */
  readonly onVerdict: (verdict: Verdict<T>) => void;
}

/** Objects of one kind that are followed. */
export interface JudgedObjects {
  /** Ends requests and timers; nothing is told afterwards. */
  stop(): Promise<void>;
}

const NOT_FOUND = 404;

/**
 * Follows the objects of one kind, checks each, and writes into its status what became of it. While the objects cannot be read,
 * what was in force stays so; while the API server has no such kind, none is.
 */
export function startJudgedObjects<T>(options: JudgedObjectsOptions<T>): JudgedObjects {
  const { client, path, clock = SYSTEM_CLOCK, onProblem, onAbsent } = options;
  const writer = new StatusWriter({ client, path, clock, onProblem: (problem) => onProblem(problem) });
  let toldAbsent = false;
  const table = new JudgedTable(options, writer, () => (toldAbsent = false));
  const reflector = startReflector({
    client,
    path,
    sink: table,
    clock,
    onProblem: (problem, status) => {
      if (status !== NOT_FOUND) onProblem(problem, status);
      else if (!toldAbsent) {
        table.clear();
        toldAbsent = true;
        onAbsent();
      }
    },
  });
  return {
    stop: async () => {
      await Promise.all([reflector.stop(), writer.stop()]);
    },
  };
}

/** The objects, checked; each change settles all of them anew. */
class JudgedTable<T> implements ReflectorSink {
  readonly #options: JudgedObjectsOptions<T>;
  readonly #writer: StatusWriter;
  readonly #onSettled: () => void;
  readonly #records = new Map<string, ObjectRecord<T>>();
  /** What was told of each object last. */
  readonly #told = new Map<string, string>();
  /** The names in a list that is being read; undefined when none is. */
  #listed: Set<string> | undefined;

  constructor(options: JudgedObjectsOptions<T>, writer: StatusWriter, onSettled: () => void) {
    this.#options = options;
    this.#writer = writer;
    this.#onSettled = onSettled;
  }

  beginList(): void {
    this.#listed = new Set();
  }

  put(object: JsonObject): void {
    const record = objectRecord(object, this.#records.get(nameOf(object)), this.#options.check);
    if (!record) return;
    this.#records.set(record.name, record);
    // Half a list would let a younger rule win for a moment.
    if (this.#listed) this.#listed.add(record.name);
    else this.#settle();
  }

  endList(): void {
    for (const name of this.#records.keys()) if (!this.#listed?.has(name)) this.#records.delete(name);
    this.#listed = undefined;
    this.#settle();
  }

  remove(object: JsonObject): void {
    this.#records.delete(nameOf(object));
    this.#settle();
  }

  /** There is no such kind, and so there are no objects. */
  clear(): void {
    this.beginList();
    this.endList();
  }

  #settle(): void {
    const { settle, use, onVerdict } = this.#options;
    const verdicts = settle(this.#records.values());
    for (const { record, lastGood } of verdicts) this.#records.set(record.name, { ...record, lastGood });
    use(verdicts.flatMap(({ inForce }) => inForce?.item ?? []));
    for (const name of this.#told.keys()) if (!this.#records.has(name)) this.#told.delete(name);
    for (const verdict of verdicts) {
      const { record, message } = verdict;
      const text = `${String(record.generation)} ${message}`;
      if (this.#told.get(record.name) === text) continue;
      this.#told.set(record.name, text);
      onVerdict(verdict);
    }
    this.#writer.want(verdicts);
    this.#onSettled();
  }
}
