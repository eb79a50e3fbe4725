import type { Json } from '../json/json.ts';
import type { ScalarType } from './node.ts';

/** A list, with what tells its elements apart when it is merged. */
export interface PreparedList {
  readonly list: PreparedType;
  /** `x-kubernetes-list-map-keys`. */
  readonly keys?: readonly string[];
  /** `x-kubernetes-patch-merge-key`. */
  readonly mergeKey?: string;
  /** `x-kubernetes-patch-strategy` contains `merge`. */
  readonly merge?: true;
}

/** A scalar that has some values only: `enum`. */
interface PreparedEnum {
  readonly scalar: ScalarType;
  readonly values: readonly Json[];
}

/** An object with known fields. */
export interface PreparedObject {
  readonly fields: Readonly<Record<string, PreparedType>>;
  /** Fields that must be there and have no default. */
  readonly required?: readonly string[];
  /** Unknown fields are kept: `x-kubernetes-preserve-unknown-fields`. */
  readonly open?: true;
}

/**
 * What is left of an OpenAPI schema when everything that decides nothing about fields is taken away: a scalar's type,
 * `any`, `#` and the name of a definition, a list, a map or an object. This is also the form of the packaged data.
 */
export type PreparedType =
  ScalarType | 'any' | `#${string}` | PreparedEnum | PreparedList | { readonly map: PreparedType } | PreparedObject;

/** Prepared definitions by their name, such as `io.k8s.api.core.v1.PodSpec`. */
export type Definitions = (name: string) => PreparedType | undefined;

/** The definition of `metadata` in every kind. */
export const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
