import { objectAt, type JsonObject } from '../json/json.ts';
import { omit } from '../json/omit.ts';

/**
 * The parts of a template that Karmada propagates: not its status, nor who manages which field. With the namespace that it is
 * written to, which an object need not name; empty for one without.
 */
export function plannable(template: JsonObject, namespace: string): JsonObject {
  const metadata = {
    ...omit(objectAt(template, 'metadata') ?? {}, 'managedFields'),
    ...(namespace !== '' && { namespace }),
  };
  return { ...omit(template, 'status'), metadata };
}
