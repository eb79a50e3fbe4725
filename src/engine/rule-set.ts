import type { JsonObject } from '../json/json.ts';
import type { Defaults } from './defaults.ts';
import type { FieldPath } from './field.ts';
import type { Path } from './path.ts';
import type { Direction, Scope } from './scope.ts';

/** Converts a whole object between a spoke and the hub. `apiVersion` is set by the engine afterwards. */
export type Lens = (object: JsonObject, direction: Direction, scope: Scope) => JsonObject;

/** All group/versions of one kind that are the same resource, and how to convert between them. */
export interface Family {
  /** The rule's name, such as `ingresses.networking.k8s.io`: what messages and metrics name. */
  readonly rule: string;
  readonly kind: string;
  /** The apiVersion that every other one is converted through. */
  readonly hub: string;
  /** Every apiVersion, the hub first. */
  readonly versions: readonly string[];
  /** By spoke apiVersion. A spoke without a lens has the hub's shape. */
  readonly lenses: ReadonlyMap<string, Lens>;
  /** Lists that the hub leaves out when they are empty (Go's `omitempty`), as paths of keys. */
  readonly omitEmpty: readonly FieldPath[];
  /** By apiVersion, what fields that are left out mean to its author; used only when pinning. */
  readonly defaults: ReadonlyMap<string, Defaults>;
  /** By apiVersion, where an object names others by apiVersion and kind; absent for none. */
  readonly references: ReadonlyMap<string, readonly Path[]>;
  /** What becomes of templates in the hub's version when they are admitted, run upwards; undefined for nothing. */
  readonly normalize: Lens | undefined;
}

/** The rules in force. Immutable: a change makes a new set. */
export interface RuleSet {
  readonly families: readonly Family[];
  familyOf(apiVersion: string, kind: string): Family | undefined;
}

/** Makes a rule set; of two families with the same version of a kind, the later one wins. */
export function ruleSetOf(families: readonly Family[]): RuleSet {
  // By kind and then by version: a joined key would have to be made for each look-up.
  const byKind = new Map<string, Map<string, Family>>();
  for (const family of families) {
    const byVersion = byKind.get(family.kind) ?? new Map<string, Family>();
    for (const version of family.versions) byVersion.set(version, family);
    byKind.set(family.kind, byVersion);
  }
  return { families, familyOf: (apiVersion, kind) => byKind.get(kind)?.get(apiVersion) };
}
