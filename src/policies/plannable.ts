import { objectAt, type JsonObject } from '../json/json.ts';

/**
 * The parts of a template that Karmada propagates: not its status, nor who manages which field. With the namespace that it is
 * written to, which an object need not name; empty for one without.
 */
export function plannable(template: JsonObject, namespace: string): JsonObject {
  const metadata = { ...objectAt(template, 'metadata'), ...(namespace !== '' && { namespace }) };
  return { ...without(template, 'status'), metadata: without(metadata, 'managedFields') };
}

function without(object: JsonObject, left: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== left));
}
