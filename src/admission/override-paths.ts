import type { RuleSet } from '../engine/rule-set.ts';
import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { compareTypes } from '../rules/lint/compare-types.ts';
import { packagedSchemas } from '../rules/lint/rule-schemas.ts';
import { newestPair } from '../rules/lint/schema-pairs.ts';
import type { SchemaNode } from '../schema/node.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';

/** A kind in two versions. */
export interface VersionChange {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

/** Comparing types takes time; a policy with more paths is left to its author. */
const MAX_PATHS = 64;

/** The JSON pointers of an OverridePolicy into the objects that it selects, each once, with `0` for every list index. */
export function overridePaths(policy: JsonObject): readonly string[] {
  const spec = objectAt(policy, 'spec');
  const overriders = [spec, ...objectsAt(spec, 'overrideRules')].map((rule) => objectAt(rule, 'overriders'));
  const pointers = overriders.flatMap((one) => [
    ...objectsAt(one, 'plaintext').map(({ path }) => path),
    ...objectsAt(one, 'fieldOverrider').map(({ fieldPath }) => fieldPath),
    ...objectsAt(one, 'imageOverrider').map((image) => stringAt(objectAt(image, 'predicate'), 'path')),
  ]);
  const texts = pointers.filter((pointer) => typeof pointer === 'string');
  return [...new Set(texts.map((text) => text.replace(/\/(\d+|-)(?=\/|$)/g, '/0')))];
}

/**
 * The first path that does not lead to a field of the same type in both versions; undefined when all do. Then the overriders mean
 * in the one version what they mean in the other. A kind of which no schema is known has no such path, unless its versions
 * have one shape.
 */
export function changedPath(paths: readonly string[], change: VersionChange, rules: RuleSet): string | undefined {
  const own = paths.filter((path) => !path.startsWith('/metadata/'));
  if (hasOneShape(change, rules)) return undefined;
  if (own.length > MAX_PATHS) return own[0];
  const pair = newestPair(change.from, change.to, packagedSchemas(change.kind, PACKAGED_SCHEMAS));
  return own.find((path) => !pair || !isSame(typeAtPointer(pair.spoke, path), typeAtPointer(pair.hub, path)));
}

function hasOneShape({ kind, from, to }: VersionChange, rules: RuleSet): boolean {
  const lenses = rules.familyOf(from, kind)?.lenses;
  return lenses?.get(from) === lenses?.get(to);
}

function isSame(one: SchemaNode | undefined, other: SchemaNode | undefined): boolean {
  return one && other ? compareTypes(one, other).length === 0 && compareTypes(other, one).length === 0 : false;
}

function typeAtPointer(root: SchemaNode, pointer: string): SchemaNode | undefined {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<SchemaNode | undefined>(
    (node, key) => node && inside(node, key.replaceAll('~1', '/').replaceAll('~0', '~')),
    root,
  );
}

function inside(node: SchemaNode, key: string): SchemaNode | undefined {
  if (node.kind === 'any') return node;
  if (node.kind === 'list') return node.items;
  if (node.kind === 'map') return node.values;
  return node.kind === 'object' ? node.fields.get(key) : undefined;
}
