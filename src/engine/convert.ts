import { problem, type Problem } from '../errors.ts';
import { isJsonArray, stringAt, valueAt, type Json, type JsonObject } from '../json/json.ts';
import { pinDefaults } from './defaults.ts';
import { takeField } from './field.ts';
import { ConversionFailure, Scope, type Loss } from './scope.ts';
import { Trail } from './trail.ts';
import type { Family, RuleSet } from './rule-set.ts';

/** The outcome of a conversion: the whole object and its losses, or the reason why there is none. */
export type Conversion =
  | {
      readonly ok: true;
      readonly object: JsonObject;
      readonly losses: readonly Loss[];
      /** The apiVersions that the object went through, from first to last: two or three of them, or one. */
      readonly hops: readonly string[];
    }
  | { readonly ok: false; readonly problem: Problem };

/** What a caller may ask for beyond Kubernetes' own conversion. */
export interface ConvertOptions {
  /**
   * Write what fields that are left out mean to the author of the input's version, where the target gives them another
   * meaning. For manifests as people write them: what comes from an API server has its defaults already.
   */
  readonly pin?: boolean;
}

/**
 * Converts an object to another apiVersion of its kind, as Kubernetes' own conversion would: nothing is defaulted,
 * nothing is added, but for what the options ask. The input is not changed, and parts that no rule touches are shared
 * with the output.
 *
 * Fails, without a partial result, with `OBJECT_NOT_KUBERNETES` (no apiVersion or kind), `RULE_MISSING` (no rule for the
 * kind), `VERSION_UNKNOWN` (the rule has no such version), `FIELD_TYPE` (a field of another type than the schema says),
 * or a problem of the rule's own.
 */
export function convert(object: JsonObject, to: string, rules: RuleSet, options: ConvertOptions = {}): Conversion {
  const from = stringAt(object, 'apiVersion');
  const kind = stringAt(object, 'kind');
  if (from === undefined || kind === undefined) return { ok: false, problem: problem('OBJECT_NOT_KUBERNETES') };
  const family = rules.familyOf(from, kind);
  if (!family) return from === to ? unchanged(object, from) : missingRule(kind, from, to);
  if (!family.versions.includes(to)) {
    const known = family.versions.join(', ');
    return { ok: false, problem: problem('VERSION_UNKNOWN', { rule: family.rule, kind, from, to, known }) };
  }
  return from === to ? unchanged(object, from) : through(object, { family, from, to, pin: options.pin === true });
}

function unchanged(object: JsonObject, apiVersion: string): Conversion {
  return { ok: true, object, losses: [], hops: [apiVersion] };
}

function missingRule(kind: string, from: string, to: string): Conversion {
  return { ok: false, problem: problem('RULE_MISSING', { kind, from, to }) };
}

/** Two versions of a kind. */
interface Versions {
  readonly family: Family;
  readonly from: string;
  readonly to: string;
}

interface Route extends Versions {
  readonly pin: boolean;
}

function through(object: JsonObject, route: Route): Conversion {
  if (!route.pin && haveOneShape(route)) return renamed(object, route);
  const scope = new Scope();
  const result = attempt(object, route, scope);
  // A loss is told by where the field was, which only those who lose something pay for.
  return scope.hasMoved && scope.losses.length > 0 ? attempt(object, route, new Scope(new Trail())) : result;
}

function attempt(object: JsonObject, route: Route, scope: Scope): Conversion {
  try {
    const source = route.pin ? pinned(object, route, scope) : object;
    return haveOneShape(route) ? renamed(source, route) : viaHub(source, route, scope);
  } catch (error) {
    if (error instanceof ConversionFailure) return { ok: false, problem: error.problem };
    throw error;
  }
}

function pinned(object: JsonObject, { family, from, to }: Route, scope: Scope): JsonObject {
  const own = family.defaults.get(from);
  return own ? pinDefaults(object, { own, other: family.defaults.get(to) }, scope) : object;
}

/** The apiVersion stays where it was, so that the key order of the output is that of the input. */
function renamed(object: JsonObject, { from, to }: Route): Conversion {
  return { ok: true, object: { ...object, apiVersion: to }, losses: [], hops: [from, to] };
}

function viaHub(object: JsonObject, { family, from, to }: Route, scope: Scope): Conversion {
  const up = family.lenses.get(from);
  const down = family.lenses.get(to);
  const hub = up ? up(object, 'up', scope) : object;
  const target = to === family.hub ? withoutEmptyLists(hub, family, scope) : down ? down(hub, 'down', scope) : hub;
  const hops = from === family.hub || to === family.hub ? [from, to] : [from, family.hub, to];
  return { ok: true, object: withApiVersion(target, to, scope), losses: scope.losses, hops };
}

/**
 * Versions of one spoke, or with the hub's shape: Kubernetes converts between them without a detour that could change anything. The
 * hub's own rule of empty lists counts when it is arrived at.
 */
export function haveOneShape({ family: { lenses, hub, omitEmpty }, from, to }: Versions): boolean {
  const lens = lenses.get(from);
  return lens === lenses.get(to) && (lens !== undefined || to !== hub || omitEmpty.length === 0);
}

/** Go writes an empty list or not by version; a list that the hub leaves out is the same list. */
function withoutEmptyLists(object: JsonObject, { omitEmpty }: Family, scope: Scope): JsonObject {
  const empty = omitEmpty.filter((path) => isEmptyList(valueAt(object, path)));
  if (empty.length === 0) return object;
  const draft = scope.draft(object);
  for (const path of empty) takeField(draft, path, scope);
  return scope.settle(draft);
}

function isEmptyList(value: Json | undefined): boolean {
  return isJsonArray(value) && value.length === 0;
}

/** Puts the apiVersion where it was, so that the key order of the output is that of the input. */
function withApiVersion(object: JsonObject, apiVersion: string, scope: Scope): JsonObject {
  const draft = scope.draft(object);
  draft.apiVersion = apiVersion;
  return draft;
}
