import { applyPatch } from '../json/apply-patch.ts';
import { isJsonObject, objectAt, type JsonObject } from '../json/json.ts';
import { commandOperations } from './command-overrider.ts';
import { imageOperations } from './image-overrider.ts';
import { pointedText } from './json-pointer.ts';
import type { Operations, Overridden } from './operations.ts';
import type { Overriders } from './override-policy.ts';

type Change = (object: JsonObject) => Overridden;

/** Applies the overriders of one rule in Karmada's order, each to what the one before it has made. The input is not changed. */
export function applyOverriders(object: JsonObject, overriders: Overriders): Overridden {
  let current = object;
  for (const change of changesOf(overriders)) {
    const result = change(current);
    if (!result.ok) return result;
    current = result.object;
  }
  return { ok: true, object: current };
}

function changesOf(overriders: Overriders): readonly Change[] {
  const { imageOverrider, commandOverrider, argsOverrider, labelsOverrider, annotationsOverrider } = overriders;
  return [
    ...imageOverrider.map(
      (each): Change =>
        (object) =>
          patched(object, imageOperations(object, each)),
    ),
    ...commandOverrider.map(
      (each): Change =>
        (object) =>
          patched(object, commandOperations(object, 'command', each)),
    ),
    ...argsOverrider.map(
      (each): Change =>
        (object) =>
          patched(object, commandOperations(object, 'args', each)),
    ),
    ...labelsOverrider.map(
      (each): Change =>
        (object) =>
          overrideMap(object, 'labels', each),
    ),
    ...annotationsOverrider.map(
      (each): Change =>
        (object) =>
          overrideMap(object, 'annotations', each),
    ),
    ...overriders.fieldOverrider.map(
      (each): Change =>
        (object) =>
          checkField(object, each),
    ),
    (object) => {
      const operations = overriders.plaintext.map(({ path, operator, value }) => ({ op: operator, path, value }));
      return patched(object, { ok: true, operations });
    },
  ];
}

function patched(object: JsonObject, found: Operations): Overridden {
  if (!found.ok) return found;
  const result = applyPatch(object, found.operations);
  if (!result.ok) return result;
  return isJsonObject(result.value)
    ? { ok: true, object: result.value }
    : { ok: false, reason: 'the outcome is not an object' };
}

/** Keys that are not there are neither replaced nor removed, which is no failure. */
function overrideMap(
  object: JsonObject,
  key: 'labels' | 'annotations',
  { operator, value }: Overriders['labelsOverrider'][number],
): Overridden {
  const metadata = objectAt(object, 'metadata') ?? {};
  const before = objectAt(metadata, key) ?? {};
  const entries = Object.entries(value).filter(([name]) => operator === 'add' || Object.hasOwn(before, name));
  const names = new Set(entries.map(([name]) => name));
  const after =
    operator === 'remove'
      ? Object.fromEntries(Object.entries(before).filter(([name]) => !names.has(name)))
      : { ...before, ...Object.fromEntries(entries) };
  return { ok: true, object: { ...object, metadata: { ...metadata, [key]: after } } };
}

/**
 * A field overrider patches the JSON or YAML in a text. The text is left as it is: what stands in it decides nothing about
 * what a member can hold.
 */
function checkField(object: JsonObject, { fieldPath }: Overriders['fieldOverrider'][number]): Overridden {
  if (pointedText(object, fieldPath) !== undefined) return { ok: true, object };
  return { ok: false, reason: `the value at ${fieldPath} is not a text` };
}
