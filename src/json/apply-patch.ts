import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { checkShape, reasonOf } from './decode.ts';
import type { Json } from './json.ts';

/** One operation of those JSON patches that copy nothing, so that the outcome is no larger than object and patch together. */
export interface SimpleOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value: Json;
}

export type Patched = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string };

/** Applies a JSON patch (RFC 6902) to a copy. Fails as a whole when an operation does not fit, or the outcome nests too deeply. */
export function applyPatch(document: Json, operations: readonly SimpleOperation[]): Patched {
  if (operations.length === 0) return { ok: true, value: document };
  // The library changes the document in place, and takes values of the operations into it.
  let value = structuredClone(document);
  for (const operation of operations) {
    try {
      const change = structuredClone(operation) as unknown as Operation;
      value = fastJsonPatch.applyOperation(value, change, true, true, true).newDocument;
    } catch (error) {
      const [reason = ''] = reasonOf(error).split('\n', 1);
      return { ok: false, reason: `${operation.op} ${operation.path}: ${reason}` };
    }
  }
  const found = checkShape(value);
  return found ? { ok: false, reason: found.message } : { ok: true, value };
}
