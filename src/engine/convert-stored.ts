import { problem } from '../errors.ts';
import { objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { convert, type Conversion } from './convert.ts';
import {
  formatRecords,
  isTooLarge,
  MAX_PRESERVED_BYTES,
  readRecords,
  withoutPreserved,
  withPreserved,
  type Preserved,
} from './preserved-annotation.ts';
import { differences, restore, type PreservedPart } from './preserved-parts.ts';
import type { RuleSet } from './rule-set.ts';

/** An object in the one version in which somebody holds it, and what that version cannot hold of others. */
interface Held {
  readonly plain: JsonObject;
  /** At most one a version, never one of the version that `plain` is in. */
  readonly records: readonly Preserved[];
}

/**
 * Converts an object that an API server stores in one version, and reads and writes in others. Nobody but the object itself
 * can carry what a version lacks, so each result has, in the annotation `karmorph.io/preserved`, exactly what it cannot give back by
 * itself, one record for each version that misses something; mostly none, and then there is no annotation.
 *
 * - What was preserved for the version asked for is given back, and is no longer in the annotation.
 * - What the version asked for cannot express of the object goes into the annotation; so does, carried along, what was
 *   preserved for third versions. So stored -> read -> written is exact, annotation included.
 * - A part is given back only while its surroundings still read as they did: whoever changes them in another version wins.
 * - A version for which nothing is preserved sees what others preserved as far as it can express it.
 * - Whoever replaces an object without the annotation replaces the values in it as well.
 *
 * An object in the version asked for is the result itself. Of metadata, labels and annotations alone can change: API servers
 * refuse the rest. Fails as {@link convert} does, and with `CONVERT_TOO_LARGE`.
 */
export function convertStored(object: JsonObject, to: string, rules: RuleSet): Conversion {
  const from = stringAt(object, 'apiVersion') ?? '';
  if (from === to) return convert(object, to, rules);
  const held = { plain: withoutPreserved(object), records: readRecords(object).filter(isNotOf(from)) };
  const seen = viewOf(held, to, rules);
  if (!seen.ok) return seen;
  const target = withMetadataOf(held.plain, seen.object);
  const text = formatRecords(recordsFor(target, held, rules));
  if (text === undefined) return { ...seen, object: target };
  if (!isTooLarge(text)) return { ...seen, object: withPreserved(target, text) };
  const kind = stringAt(object, 'kind') ?? '';
  return { ok: false, problem: problem('CONVERT_TOO_LARGE', { kind, to, limit: MAX_PRESERVED_BYTES }) };
}

function isNotOf(version: string): (record: Preserved) => boolean {
  return ({ apiVersion }) => apiVersion !== version;
}

/** The object as a version sees it. */
function viewOf({ plain, records }: Held, version: string, rules: RuleSet): Conversion {
  const direct = convert(plain, version, rules);
  if (!direct.ok) return direct;
  const own = records.find(({ apiVersion }) => apiVersion === version);
  if (own) return { ...direct, object: restore(direct.object, own.parts) };
  const object = records.reduce((so, record) => restore(so, effectOf(record, plain, version, rules)), direct.object);
  return { ...direct, object };
}

/** What the values preserved for one version change in another. None for a record that fits no longer, or is forged. */
function effectOf(
  { apiVersion, parts }: Preserved,
  plain: JsonObject,
  version: string,
  rules: RuleSet,
): readonly PreservedPart[] {
  const bare = convert(plain, apiVersion, rules);
  if (!bare.ok) return [];
  const without = convert(bare.object, version, rules);
  const complete = convert(restore(bare.object, parts), version, rules);
  return without.ok && complete.ok ? differences(complete.object, without.object, 'with status') : [];
}

/** What must go along with `target`, so that every version reads afterwards as it does from `held`. */
function recordsFor(target: JsonObject, held: Held, rules: RuleSet): readonly Preserved[] {
  const to = stringAt(target, 'apiVersion') ?? '';
  const records: Preserved[] = [];
  for (const record of held.records.filter(isNotOf(to))) {
    const form = viewOf(held, record.apiVersion, rules);
    // A version that the rule does not know any more, or not yet: nothing can be said about it, and nothing is dropped.
    const carried = form.ok ? recordOf(form.object, { plain: target, records }, rules) : record;
    if (carried) records.push(carried);
  }
  const own = recordOf(held.plain, { plain: target, records }, rules);
  const all = own ? [own, ...records] : records;
  // In one order always, so that there and back gives the same text.
  return all.sort((a, b) => (a.apiVersion < b.apiVersion ? -1 : 1));
}

/** What one form of an object must preserve; undefined when it reads back from `held` as it is. */
function recordOf(form: JsonObject, held: Held, rules: RuleSet): Preserved | undefined {
  const apiVersion = stringAt(form, 'apiVersion') ?? '';
  const back = viewOf(held, apiVersion, rules);
  if (back.ok && differences(form, back.object, 'with status').length === 0) return undefined;
  const direct = convert(held.plain, apiVersion, rules);
  return { apiVersion, parts: direct.ok ? differences(form, direct.object, 'with status') : [] };
}

/** Metadata as it was, with the labels and annotations of the converted object. */
function withMetadataOf(source: JsonObject, converted: JsonObject): JsonObject {
  const before = objectAt(source, 'metadata');
  const after = objectAt(converted, 'metadata');
  if (!before || before === after) return converted;
  const metadata: Record<string, Json | undefined> = { ...before };
  for (const key of ['labels', 'annotations']) {
    const value = after?.[key];
    if (value === undefined) Reflect.deleteProperty(metadata, key);
    else metadata[key] = value;
  }
  return { ...converted, metadata };
}
