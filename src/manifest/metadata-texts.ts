import { problem, type Problem } from '../errors.ts';
import { objectAt, type Json, type JsonObject } from '../json/json.ts';

const TEXTS = ['name', 'generateName', 'namespace'];
const MAPS = ['labels', 'annotations'];

/**
 * Finds a name, namespace, label or annotation that is no text: in YAML, `n` and `on` are booleans and `1` is a number unless they are
 * in quotes. Undefined when there is none; null stands for a field that is left out.
 */
export function checkMetadataTexts(object: JsonObject): Problem | undefined {
  const metadata = objectAt(object, 'metadata');
  const found =
    strayIn(metadata, 'metadata', (key) => TEXTS.includes(key)) ??
    MAPS.map((map) => strayIn(objectAt(metadata, map), `metadata.${map}`, () => true)).find(isFound);
  if (!found) return undefined;
  const { path, value } = found;
  return problem('FIELD_TYPE', { path, expected: 'a string', actual: `${nameOf(value)}: put it in quotes` });
}

interface Stray {
  readonly path: string;
  readonly value: Json;
}

function strayIn(parent: JsonObject | undefined, path: string, concerns: (key: string) => boolean): Stray | undefined {
  for (const [key, value] of Object.entries(parent ?? {})) {
    if (concerns(key) && typeof (value ?? '') !== 'string') return { path: `${path}.${key}`, value: value ?? null };
  }
  return undefined;
}

function isFound(stray: Stray | undefined): boolean {
  return stray !== undefined;
}

function nameOf(value: Json): string {
  if (typeof value === 'boolean') return `the boolean ${String(value)}`;
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `the number ${String(value)}`;
}
