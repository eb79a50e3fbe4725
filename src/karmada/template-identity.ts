import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Labels } from './label-selector.ts';

/** What Karmada looks at in a template when it decides by which policies it is propagated. */
export interface TemplateIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for an object of a cluster-scoped kind. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** Reads the identity of a template; what is absent or of a wrong type is empty. */
export function identityOf(template: JsonObject): TemplateIdentity {
  const metadata = objectAt(template, 'metadata');
  return {
    apiVersion: stringAt(template, 'apiVersion') ?? '',
    kind: stringAt(template, 'kind') ?? '',
    namespace: stringAt(metadata, 'namespace') ?? '',
    name: stringAt(metadata, 'name') ?? '',
    labels: textsAt(metadata, 'labels'),
    annotations: textsAt(metadata, 'annotations'),
  };
}

/** The texts in a map, such as labels; empty when there is no map. */
export function textsAt(parent: JsonObject | undefined, key: string): Labels {
  const map = parent?.[key];
  if (!isJsonObject(map)) return {};
  if (areTexts(map)) return map;
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** So they are mostly, and then there is nothing to copy. */
function areTexts(map: JsonObject): map is Labels {
  for (const key in map) if (typeof map[key] !== 'string') return false;
  return true;
}
