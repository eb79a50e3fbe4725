import { createHash } from 'node:crypto';
import { decodeJson, type Decoded } from '../json/decode.ts';
import { isJsonObject, type JsonObject } from '../json/json.ts';

/** Decodes documents that many members answer alike, each once. */
export type DecodeShared = (body: Buffer) => Decoded;

/**
 * Equal bytes give the same object for as long as somebody holds it, so that memory and decoding grow with the documents that
 * differ, not with the members. The pool itself keeps none alive.
 */
export function createDocumentPool(): DecodeShared {
  const known = new Map<string, WeakRef<JsonObject>>();
  const gone = new FinalizationRegistry((key: string) => {
    if (known.get(key)?.deref() === undefined) known.delete(key);
  });
  return (body) => {
    const key = createHash('sha256').update(body).digest('base64url');
    const value = known.get(key)?.deref();
    if (value) return { ok: true, value };
    const decoded = decodeJson(body.toString('utf8'));
    if (decoded.ok && isJsonObject(decoded.value)) {
      known.set(key, new WeakRef(decoded.value));
      gone.register(decoded.value, key);
    }
    return decoded;
  };
}
