import fastJsonPatch from 'fast-json-patch';
import type { Json, JsonObject } from '../json/json.ts';

/** The text at the end of a JSON pointer (RFC 6901); undefined when there is none. */
export function pointedText(object: JsonObject, pointer: string): string | undefined {
  try {
    const value = fastJsonPatch.getValueByPointer(object, pointer) as Json | undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
