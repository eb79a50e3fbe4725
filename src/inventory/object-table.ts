import type { z } from 'zod';
import { problem, type Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { ReflectorSink } from '../kube/reflector.ts';

export interface ObjectTableOptions<T> {
  /** Such as `propagationpolicies.policy.karmada.io`, for messages. */
  readonly resource: string;
  /** Takes what is needed of an object, and nothing else of it. */
  readonly schema: z.ZodType<T>;
  /** What the objects are looked up by, such as their namespace. */
  readonly groupOf: (item: T) => string;
  /** Told with OBJECT_UNREADABLE of an object that is left out. */
  readonly onProblem: (problem: Problem) => void;
}

interface Entry<T> {
  readonly group: string;
  readonly item: T;
}

/** The objects of one resource, decoded, by group. */
export class ObjectTable<T> implements ReflectorSink {
  readonly #options: ObjectTableOptions<T>;
  readonly #entries = new Map<string, Entry<T>>();
  /** Lists are made anew when they change: whoever has read one goes on with it. */
  readonly #groups = new Map<string, readonly T[]>();
  /** The same each time, as every list that has not changed. */
  readonly #none: readonly T[] = [];
  #listed: Set<string> | undefined;

  constructor(options: ObjectTableOptions<T>) {
    this.#options = options;
  }

  in(group: string): readonly T[] {
    return this.#groups.get(group) ?? this.#none;
  }

  beginList(): void {
    this.#listed = new Set();
  }

  put(object: JsonObject): void {
    const key = keyOf(object);
    this.#listed?.add(key);
    this.#forget(key);
    const { schema, groupOf, resource, onProblem } = this.#options;
    const decoded = schema.safeParse(object);
    if (!decoded.success) {
      const [issue] = decoded.error.issues;
      const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      onProblem(problem('OBJECT_UNREADABLE', { resource, name: key, reason }));
      return;
    }
    const entry = { group: groupOf(decoded.data), item: decoded.data };
    this.#entries.set(key, entry);
    this.#groups.set(entry.group, [...this.in(entry.group), entry.item]);
  }

  endList(): void {
    const listed = this.#listed;
    this.#listed = undefined;
    for (const key of [...this.#entries.keys()]) if (listed?.has(key) === false) this.#forget(key);
  }

  remove(object: JsonObject): void {
    this.#forget(keyOf(object));
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    const left = this.in(entry.group).filter((item) => item !== entry.item);
    if (left.length > 0) this.#groups.set(entry.group, left);
    else this.#groups.delete(entry.group);
  }
}

function keyOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata');
  const namespace = stringAt(metadata, 'namespace');
  return `${namespace === undefined ? '' : `${namespace}/`}${stringAt(metadata, 'name') ?? ''}`;
}
