import type { SimpleOperation } from '../json/apply-patch.ts';
import type { JsonObject } from '../json/json.ts';

/** The object after a change, or why Karmada cannot make it. */
export type Overridden =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly reason: string };

/** The operations that an overrider stands for, or why there are none. */
export type Operations =
  | { readonly ok: true; readonly operations: readonly SimpleOperation[] }
  | { readonly ok: false; readonly reason: string };
