import { problem, type Problem } from '../errors.ts';
import { jsonEqual } from '../json/equal.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import type { Family, Lens } from './rule-set.ts';
import { ConversionFailure, Scope } from './scope.ts';

/** A template as its rule wants it, or why it stays as it is. */
export type Normalized =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: Problem };

/**
 * Runs the `normalize` steps of a rule, upwards, on an object in the hub's version; one in another version stays as it is. The
 * input is not changed. Fails with `NORMALIZE_LOSS` (a value would be gone), `NORMALIZE_UNSTABLE` (a second run would change
 * the outcome, so that nobody would ever see the object settle), `NORMALIZE_IDENTITY` (it would be another object), and as
 * the steps do.
 */
export function normalize(object: JsonObject, { rule, hub, normalize: lens }: Family): Normalized {
  if (!lens || stringAt(object, 'apiVersion') !== hub) return { ok: true, object };
  const first = run(object, lens, rule);
  if (!first.ok) return first;
  if (!isSameObject(object, first.object)) return { ok: false, problem: problem('NORMALIZE_IDENTITY', { rule }) };
  const second = run(first.object, lens, rule);
  if (!second.ok || !jsonEqual(second.object, first.object))
    return { ok: false, problem: problem('NORMALIZE_UNSTABLE', { rule }) };
  return first;
}

function run(object: JsonObject, lens: Lens, rule: string): Normalized {
  const scope = new Scope();
  try {
    const normalized = lens(object, 'up', scope);
    const [loss] = scope.losses;
    if (!loss) return { ok: true, object: normalized };
    return { ok: false, problem: problem('NORMALIZE_LOSS', { rule, path: loss.path, reason: loss.reason }) };
  } catch (error) {
    if (error instanceof ConversionFailure) return { ok: false, problem: error.problem };
    throw error;
  }
}

const IDENTITY = ['name', 'generateName', 'namespace', 'uid', 'resourceVersion'] as const;

function isSameObject(before: JsonObject, after: JsonObject): boolean {
  const [one, other] = [objectAt(before, 'metadata'), objectAt(after, 'metadata')];
  return (
    before.apiVersion === after.apiVersion &&
    before.kind === after.kind &&
    IDENTITY.every((key) => one?.[key] === other?.[key])
  );
}
