import { problem } from '../errors.ts';
import { stringAt, valueAt, type JsonObject } from '../json/json.ts';
import { convert, type Conversion } from './convert.ts';
import { isWithin, mergeChanges } from './merge-changes.ts';
import { rewriteObjectReferences, type References } from './object-references.ts';
import {
  formatPreserved,
  isTooLarge,
  MAX_PRESERVED_BYTES,
  preservedText,
  readPreserved,
  withoutPreserved,
  withPreserved,
} from './preserved-annotation.ts';
import { differences, partPaths, restore, withValue } from './preserved-parts.ts';
import type { RuleSet } from './rule-set.ts';

export { PRESERVED_ANNOTATION } from './preserved-parts.ts';

/** What a conversion between a client and a member rests on. Without `references`, they stay as they are. */
interface Bridge {
  readonly rules: RuleSet;
  readonly references: References | undefined;
}

/** References are rewritten in the client's version: the member's may have them in a text, as `autoscaling/v1` has metrics. */
function down(object: JsonObject, to: string, { rules, references }: Bridge): Conversion {
  return convert(references ? rewriteObjectReferences(object, rules, references.forMember) : object, to, rules);
}

function up(object: JsonObject, to: string, { rules, references }: Bridge): Conversion {
  const result = convert(object, to, rules);
  if (!references || !result.ok) return result;
  return { ...result, object: rewriteObjectReferences(result.object, rules, references.forClient) };
}

/**
 * Converts a template for a member. What reading it back would not give again is kept in {@link PRESERVED_ANNOTATION};
 * an annotation of that name in the template is ignored. Fails as {@link convert} does, in both directions, since an object
 * that cannot be read back would fail every list that it is in; and with `PRESERVED_TOO_LARGE`.
 */
export function toMember(object: JsonObject, to: string, rules: RuleSet, references?: References): Conversion {
  const bridge = { rules, references };
  const sent = withoutPreserved(object);
  const apiVersion = stringAt(sent, 'apiVersion') ?? '';
  const result = down(sent, to, bridge);
  if (!result.ok) return result;
  const back = up(result.object, apiVersion, bridge);
  if (!back.ok) return back;
  const parts = differences(sent, back.object);
  if (parts.length === 0) return result;
  const text = formatPreserved({ apiVersion, parts });
  return isTooLarge(text) ? tooLarge(sent) : { ...result, object: withPreserved(result.object, text) };
}

/**
 * Converts a member's object for a client. Preserved values are returned where the member's object still means what was
 * written, and dropped where its surroundings were changed; the annotation is taken off.
 */
export function fromMember(object: JsonObject, to: string, rules: RuleSet, references?: References): Conversion {
  const bridge = { rules, references };
  const preserved = readPreserved(object);
  const plain = withoutPreserved(object);
  const direct = up(plain, to, bridge);
  if (!preserved || !direct.ok) return direct;
  if (preserved.apiVersion === to) return { ...direct, object: restore(direct.object, preserved.parts) };
  // The member's own version shows what the member holds.
  if (stringAt(plain, 'apiVersion') === to) return direct;
  const written = up(plain, preserved.apiVersion, bridge);
  if (!written.ok) return direct;
  const converted = convert(restore(written.object, preserved.parts), to, rules);
  // Whoever may write the member's object may forge the annotation: it never makes the object unreadable.
  return converted.ok ? { ...converted, hops: [...written.hops, ...converted.hops.slice(1)] } : direct;
}

/**
 * After a write: `sent` is the template as the client wrote it, `stored` the member's answer to what {@link toMember} made
 * of it. A member drops fields that its release does not know and adds defaults, which only its answer shows. Returns
 * undefined when what it dropped reads back, else the stored object with the annotation as it must be. What the
 * member added or changed is shown to clients, as by any API server. A template too large to preserve is left as it is.
 */
export function represerve(
  sent: JsonObject,
  stored: JsonObject,
  rules: RuleSet,
  references?: References,
): JsonObject | undefined {
  const bridge = { rules, references };
  const written = withoutPreserved(sent);
  const apiVersion = stringAt(written, 'apiVersion') ?? '';
  const now = fromMember(stored, apiVersion, rules, references);
  const back = up(withoutPreserved(stored), apiVersion, bridge);
  if (!now.ok || !back.ok) return undefined;
  const wanted = wantedForm(written, { stored, back: back.object }, bridge);
  if (!wanted || differences(wanted, now.object).length === 0) return undefined;
  const parts = differences(wanted, back.object);
  if (parts.length === 0) return withoutPreserved(stored);
  const text = formatPreserved({ apiVersion, parts });
  return isTooLarge(text) || text === preservedText(stored) ? undefined : withPreserved(stored, text);
}

/** What a client should read of a member's object: `stored` in the member's version, `back` in the client's. */
function wantedForm(
  written: JsonObject,
  { stored, back }: { readonly stored: JsonObject; readonly back: JsonObject },
  bridge: Bridge,
): JsonObject | undefined {
  const sent = down(written, stringAt(stored, 'apiVersion') ?? '', bridge);
  if (!sent.ok) return undefined;
  if (onlyDrops(sent.object, stored)) return written;
  const expected = up(sent.object, stringAt(written, 'apiVersion') ?? '', bridge);
  return expected.ok ? withChanges(written, expected.object, back) : undefined;
}

/** Whether the member stored nothing but what it was sent, or less. */
function onlyDrops(sent: JsonObject, stored: JsonObject): boolean {
  return partPaths(sent, stored).every((path) => isWithin(valueAt(stored, path), valueAt(sent, path)));
}

/** What was written, with what the member changed on it, part by part. */
function withChanges(written: JsonObject, expected: JsonObject, stored: JsonObject): JsonObject {
  return partPaths(written, stored).reduce((result, path) => {
    const [was, awaited, is] = [written, expected, stored].map((form) => valueAt(form, path));
    return withValue(result, path, mergeChanges({ written: was, expected: awaited, stored: is }) ?? undefined);
  }, written);
}

function tooLarge(object: JsonObject): Conversion {
  const kind = stringAt(object, 'kind') ?? '';
  return { ok: false, problem: problem('PRESERVED_TOO_LARGE', { kind, limit: MAX_PRESERVED_BYTES }) };
}
