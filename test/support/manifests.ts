import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../../src/json/json.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The text of a file of the project. */
export function projectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The documents of a YAML file of the project; throws for a file that is not strictly YAML. */
export function yamlDocuments(path: string): readonly JsonObject[] {
  return parseAllDocuments(projectFile(path), { strict: true, uniqueKeys: true }).map((document) => {
    const mistake = document.errors[0] ?? document.warnings[0];
    if (mistake) throw new Error(`${path}: ${mistake.message}`);
    const value: unknown = document.toJS();
    if (!isJsonObject(value)) throw new Error(`${path} has a document that is no object`);
    return value;
  });
}

/** The names of the YAML files in a folder of the project. */
export function yamlFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.yaml'));
}

/** The objects that a kustomization lists, as they are written; `kubectl kustomize` adds labels and the image's tag. */
export function kustomizedObjects(folder: string): readonly JsonObject[] {
  const [kustomization] = yamlDocuments(`${folder}/kustomization.yaml`);
  return textsAt(kustomization, 'resources').flatMap((file) => yamlDocuments(`${folder}/${file}`));
}

/** The one object of this kind, and name where there are several. */
export function objectOf(objects: readonly JsonObject[], kind: string): JsonObject {
  const [found, ...more] = objects.filter((object) => object.kind === kind);
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} objects of kind ${kind}`);
  return found;
}

/** The objects of a list at a path of keys; throws where there is none. */
export function listAt(parent: JsonObject, ...keys: readonly string[]): readonly JsonObject[] {
  const last = keys.at(-1) ?? '';
  const value = within(parent, keys.slice(0, -1))[last];
  if (!Array.isArray(value)) throw new Error(`no list at ${keys.join('.')}`);
  return value.filter((item) => isJsonObject(item));
}

/** The object at a path of keys; throws where there is none. */
export function within(parent: JsonObject, keys: readonly string[]): JsonObject {
  return keys.reduce((so, key) => {
    const next = objectAt(so, key);
    if (!next) throw new Error(`no object at ${keys.join('.')}`);
    return next;
  }, parent);
}

/** The texts of a list; empty where there is none. */
export function textsAt(parent: JsonObject | undefined, key: string): readonly string[] {
  const value = parent?.[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** `Kind/name`. */
export function idOf(object: JsonObject): string {
  return `${stringAt(object, 'kind') ?? ''}/${stringAt(objectAt(object, 'metadata'), 'name') ?? ''}`;
}

/** A text or a number, as text; throws for anything else. */
export function scalarAt(parent: JsonObject | undefined, key: string): string {
  const value = parent?.[key];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toString();
  throw new Error(`no text or number at ${key}`);
}
