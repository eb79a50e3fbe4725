import { putField } from '../../../src/engine/field.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import { isJsonObject, type Json } from '../../../src/json/json.ts';

/** What v1beta1 may say once for all versions, with its name there and in a version. */
const FIELDS = [
  { top: 'validation', own: 'schema' },
  { top: 'subresources', own: 'subresources' },
  { top: 'additionalPrinterColumns', own: 'additionalPrinterColumns' },
  { top: 'selectableFields', own: 'selectableFields' },
] as const;

/** Gives every version what the spec says for all of them, and makes the one version of `spec.version` when there is no list. */
export function spreadVersionFields(spec: Draft, scope: Scope): void {
  const versions = versionsFor(spec, scope);
  for (const { top, own } of FIELDS) {
    const value = spec[top];
    scope.remove(spec, top);
    if (value === undefined || value === null) continue;
    if (versions.length === 0) scope.lose([top], value, NO_VERSION);
    versions.forEach((version, index) => {
      const replaced = version[own];
      if (isSet(replaced) && !jsonEqual(replaced, value)) scope.lose(['versions', index, own], replaced, TOP_WINS);
      version[own] = value;
    });
  }
}

function versionsFor(spec: Draft, scope: Scope): readonly Draft[] {
  const name = spec.version;
  scope.remove(spec, 'version');
  const versions = versionDrafts(spec, scope);
  if (name === undefined || name === null || name === '') return versions;
  if (versions.length > 0) {
    if (!jsonEqual(versions[0]?.name, name)) scope.lose(['version'], name, FIRST_WINS);
    return versions;
  }
  const only = scope.draft({ name, served: true, storage: true });
  spec.versions = [only];
  return [only];
}

/** Says for all versions what each of them says, when they agree. */
export function liftVersionFields(spec: Draft, scope: Scope): void {
  const versions = versionDrafts(spec, scope);
  const [first] = versions;
  // v1beta1 leaves an empty list out, and an empty name.
  if (!first) scope.remove(spec, 'versions');
  if (!first) return;
  const { name } = first;
  if (isSet(name) && name !== '') putField(spec, ['version'], name, scope);
  for (const { top, own } of FIELDS) {
    const value = first[own];
    if (!isSet(value) || !versions.every((version) => jsonEqual(version[own], value))) continue;
    for (const version of versions) scope.remove(version, own);
    putField(spec, [top], value, scope);
  }
  spec.versions = versions.map((version) => scope.settle(version));
}

function versionDrafts(spec: Draft, scope: Scope): readonly Draft[] {
  const list = scope.childList(spec, 'versions') ?? [];
  return list.map((version, index) => {
    if (!isJsonObject(version)) throw scope.typeMismatch(['versions', index], 'an object', version);
    return (list[index] = scope.draft(version));
  });
}

function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

const NO_VERSION = 'apiextensions.k8s.io/v1 says this for each version, and there is none';
const TOP_WINS = 'what the spec says for all versions is what counts at apiextensions.k8s.io/v1beta1';
const FIRST_WINS = 'the first of spec.versions is the version that counts';
