import { StringDecoder } from 'node:string_decoder';
import { problem, ProblemError } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';

/** One event of a watch: ADDED, MODIFIED, DELETED, BOOKMARK or ERROR, and its object. */
export interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

/** An object of an API server is at most 1.5 MiB in etcd; as JSON it can be some times that. */
const MAX_EVENT_CHARACTERS = 32 * 1024 * 1024;

/** The events of a watch as they arrive. Throws {@link ProblemError} with KUBE_UNREADABLE for a line that is none. */
export async function* watchEvents(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<WatchEvent> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT_CHARACTERS) throw unreadable(path, 'an event is too large');
    for (const line of lines) if (line.trim() !== '') yield eventOf(path, line);
  }
}

function eventOf(path: string, line: string): WatchEvent {
  const decoded = decodeJson(line);
  if (!decoded.ok) throw unreadable(path, decoded.problem.message);
  const event = isJsonObject(decoded.value) ? decoded.value : undefined;
  const type = stringAt(event, 'type');
  const object = objectAt(event, 'object');
  if (type === undefined || !object) throw unreadable(path, 'an event has no type or no object');
  return { type, object };
}

function unreadable(path: string, reason: string): ProblemError {
  return new ProblemError(problem('KUBE_UNREADABLE', { path, reason }));
}
