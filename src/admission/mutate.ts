import { PRESERVED_ANNOTATION } from '../engine/preserve.ts';
import { objectAt, type JsonObject } from '../json/json.ts';
import { jsonPatch } from '../json/patch.ts';
import type { Advice } from './response.ts';
import type { Review } from './review.ts';

const NOTHING: Advice = { warnings: [], patch: [] };

/**
 * Takes the annotation `karmorph.io/preserved` off templates. Karmorph writes it, on members only: in a template it is
 * forged or copied, and would be taken for values that a member's version could not hold.
 */
export function mutate({ object }: Review): Advice {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (!object || !annotations || !Object.hasOwn(annotations, PRESERVED_ANNOTATION)) return NOTHING;
  const kept: Record<string, JsonObject[string]> = { ...annotations };
  Reflect.deleteProperty(kept, PRESERVED_ANNOTATION);
  return {
    warnings: [`karmorph: annotation ${PRESERVED_ANNOTATION} is reserved and was removed`],
    patch: jsonPatch(object, { ...object, metadata: { ...metadata, annotations: kept } }),
  };
}
