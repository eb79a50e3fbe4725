import { problem, type Problem } from '../errors.ts';
import { isJsonArray, isJsonObject, stringAt, type Json, type JsonObject } from '../json/json.ts';

/** An object of a manifest, or the reason why what stands there is none. */
export type ManifestObject =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: Problem };

/**
 * The objects that a document stands for: the items of a list (`List`, or any kind that ends so and has `items`), or
 * the document itself. Items of a typed list take its apiVersion and kind, since API servers leave them out there.
 */
export function* objectsOf(value: Json): Generator<ManifestObject> {
  if (!isJsonObject(value)) {
    yield { ok: false, problem: problem('OBJECT_NOT_KUBERNETES') };
    return;
  }
  const kind = stringAt(value, 'kind');
  const items = value.items;
  if (kind?.endsWith('List') !== true || !(isJsonArray(items) || items === null)) {
    yield { ok: true, object: value };
    return;
  }
  for (const item of items ?? []) yield* objectsOf(withType(item, value, kind.slice(0, -'List'.length)));
}

function withType(item: Json, list: JsonObject, kind: string): Json {
  if (kind === '' || !isJsonObject(item) || item.kind !== undefined) return item;
  const apiVersion = item.apiVersion ?? list.apiVersion;
  return { ...item, ...(apiVersion === undefined ? {} : { apiVersion }), kind };
}

/** How messages name an object: `Ingress shop/web`, or as much of that as it has. */
export function nameOf(object: JsonObject): string {
  const metadata = isJsonObject(object.metadata) ? object.metadata : undefined;
  const name = stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName') ?? '(without a name)';
  const namespace = stringAt(metadata, 'namespace');
  return `${stringAt(object, 'kind') ?? 'object'} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
