import { isNamespaced } from '../inventory/served-versions.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { inputCrds, type InputCrds } from './input-crds.ts';

/**
 * The namespace that a template is applied to: its own, else the one given, else empty for a cluster-scoped kind. A kind that neither
 * Kubernetes nor a definition in the input knows is taken as one with namespaces, as most are.
 */
export function namespaceOf(template: JsonObject, given: string, crds: InputCrds): string {
  const own = stringAt(objectAt(template, 'metadata'), 'namespace') ?? '';
  if (own !== '') return own;
  const [apiVersion, kind] = [stringAt(template, 'apiVersion') ?? '', stringAt(template, 'kind') ?? ''];
  const namespaced = isNamespaced(apiVersion, kind) ?? crds.definitionOf(template)?.namespaced ?? true;
  return namespaced ? given : '';
}

/** The namespaces that the templates of one input are applied to, each once. */
export function namespacesOf(templates: readonly JsonObject[], given: string): readonly string[] {
  const crds = inputCrds(templates);
  return [...new Set(templates.map((each) => namespaceOf(each, given, crds)))].filter((each) => each !== '');
}

/** A template as it is once it has been applied to a namespace. */
export function inNamespace(template: JsonObject, namespace: string): JsonObject {
  return namespace === '' ? template : { ...template, metadata: { ...objectAt(template, 'metadata'), namespace } };
}

/** What members get of a template, without the namespace that its author has not written. */
export function asWritten(object: JsonObject, template: JsonObject): JsonObject {
  const written = objectAt(template, 'metadata');
  if (stringAt(written, 'namespace') !== undefined) return object;
  const metadata = Object.fromEntries(
    Object.entries(objectAt(object, 'metadata') ?? {}).filter(([key]) => key !== 'namespace'),
  );
  if (!written && Object.keys(metadata).length === 0) {
    return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata'));
  }
  return { ...object, metadata };
}
