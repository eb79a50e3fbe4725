import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { KubeRefused, type KubeClient, type KubeRequest } from '../../src/kube/kube-client.ts';

/** Objects of an API server, with optimistic locking and watches, without a network. */
export class MemoryApi implements KubeClient {
  /** Every write that was tried, such as `PUT /path`. */
  readonly writes: string[] = [];
  /** What each request fails with, while it is set. */
  fail: Error | undefined;
  /** Called before each write is made: what it throws, the write fails with. */
  beforeWrite = (_write: string): void => undefined;
  /** What the server makes of an object that is written. */
  admit = (object: JsonObject): JsonObject => object;
  readonly #objects = new Map<string, JsonObject>();
  readonly #watches = new Map<string, Set<IncomingMessage>>();
  #version = 0;

  /** Where there are objects, in the order in which they were created. */
  paths(): readonly string[] {
    return [...this.#objects.keys()];
  }

  object(path: string): JsonObject | undefined {
    return this.#objects.get(path);
  }

  /** Writes an object, as somebody else does. */
  put(path: string, object: JsonObject): JsonObject {
    const type = this.#objects.has(path) ? 'MODIFIED' : 'ADDED';
    const metadata = { ...objectAt(object, 'metadata'), resourceVersion: String(++this.#version) };
    const stored = { ...object, metadata };
    this.#objects.set(path, stored);
    this.#tell(path, type, stored);
    return stored;
  }

  remove(path: string): void {
    const object = this.#objects.get(path);
    this.#objects.delete(path);
    if (object) this.#tell(path, 'DELETED', object);
  }

  open(url: string, request: KubeRequest): Promise<IncomingMessage> {
    return Promise.resolve().then(() => {
      if (this.fail) throw this.fail;
      return this.#answer(new URL(url, 'https://memory'), request);
    });
  }

  close(): void {
    for (const watches of this.#watches.values()) for (const each of watches) each.push(null);
  }

  #answer({ pathname, searchParams }: URL, { put, post, patch, signal }: KubeRequest): IncomingMessage {
    if (searchParams.has('watch')) return this.#watch(pathname, signal);
    if (searchParams.has('limit')) return answerOf(this.#list(pathname));
    if (post) return answerOf(this.#create(pathname, post));
    const object = this.#objects.get(pathname);
    if (!object) throw new KubeRefused(pathname, 404, 'not found');
    if (!put && !patch) return answerOf(object);
    this.#write(`${put ? 'PUT' : 'PATCH'} ${pathname}`);
    const version = versionOf(put ?? patch ?? {});
    const isLate = put ? version !== versionOf(object) : version !== undefined && version !== versionOf(object);
    if (isLate) throw new KubeRefused(pathname, 409, 'the object has been modified');
    return answerOf(this.put(pathname, this.admit(put ?? merged(object, patch ?? {}))));
  }

  #write(write: string): void {
    this.writes.push(write);
    this.beforeWrite(write);
  }

  #create(pathname: string, object: JsonObject): JsonObject {
    this.#write(`POST ${pathname}`);
    const path = `${pathname}/${stringAt(objectAt(object, 'metadata'), 'name') ?? ''}`;
    if (this.#objects.has(path)) throw new KubeRefused(pathname, 409, 'already exists');
    return this.put(path, this.admit(object));
  }

  #list(pathname: string): JsonObject {
    const items = [...this.#objects].filter(([path]) => path.startsWith(`${pathname}/`)).map(([, object]) => object);
    return { metadata: { resourceVersion: String(this.#version) }, items };
  }

  #watch(pathname: string, signal: AbortSignal): IncomingMessage {
    const stream = new IncomingMessage(new Socket());
    const watches = this.#watches.get(pathname) ?? new Set();
    this.#watches.set(pathname, watches.add(stream));
    signal.addEventListener('abort', () => stream.destroy(new Error('aborted')), { once: true });
    stream.once('close', () => watches.delete(stream));
    return stream;
  }

  #tell(path: string, type: string, object: JsonObject): void {
    for (const watch of this.#watches.get(path.slice(0, path.lastIndexOf('/'))) ?? []) {
      watch.push(`${JSON.stringify({ type, object })}\n`);
    }
  }
}

/** Settles when everything that waits for nothing but a {@link MemoryApi} has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
}

function answerOf(value: Json): IncomingMessage {
  const answer = new IncomingMessage(new Socket());
  answer.push(JSON.stringify(value));
  answer.push(null);
  return answer;
}

/** A JSON merge patch (RFC 7386). */
function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const result = new Map(Object.entries(object));
  for (const [key, value] of Object.entries(patch)) {
    const before = result.get(key);
    if (value === null) result.delete(key);
    else if (value !== undefined)
      result.set(key, isJsonObject(value) ? merged(isJsonObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(result);
}

function versionOf(object: JsonObject): string | undefined {
  return isJsonObject(object.metadata) ? stringAt(object.metadata, 'resourceVersion') : undefined;
}
