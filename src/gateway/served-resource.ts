import type { Family } from '../engine/rule-set.ts';
import { stringAt, type JsonObject } from '../json/json.ts';

/** A resource as discovery describes it, apart from the two forms in which it does. */
export interface ServedResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural name, as in paths. */
  readonly name: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly ServedSubresource[];
}

/** Such as `status`, which has the resource's kind, or `scale`, which has one of its own. */
export interface ServedSubresource {
  readonly name: string;
  readonly kind: string;
  /** Undefined when it is the resource's own. */
  readonly apiVersion: string | undefined;
  readonly verbs: readonly string[];
}

/** A kind in a version that the member does not serve itself, and the version that it is converted from and to. */
export interface AddedKind {
  readonly family: Family;
  /** The apiVersion that clients of the gateway see. */
  readonly apiVersion: string;
  /** What the member serves. */
  readonly served: ServedResource;
}

/** The apiVersion that a discovery entry names, or undefined when it names that of its list, or none. */
export function ownApiVersion(entry: JsonObject | undefined, listed: string): string | undefined {
  const version = stringAt(entry, 'version') ?? '';
  if (version === '') return undefined;
  const group = stringAt(entry, 'group') ?? '';
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return apiVersion === listed ? undefined : apiVersion;
}
