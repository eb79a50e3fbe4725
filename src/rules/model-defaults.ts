import { z } from 'zod';
import type { Default } from '../engine/defaults.ts';
import { formatPath, parsePath } from '../engine/path.ts';
import { jsonValue, jsonValues } from '../engine/steps/json-value.ts';

/** A path that ends in the name of a field, and may go through lists and maps before that. */
const ownedField = z.string().transform((text, context): Pick<Default, 'path' | 'owner' | 'key'> => {
  const path = parsePath(text);
  const last = path?.at(-1);
  if (path && last?.kind === 'key') return { path: formatPath(path), owner: path.slice(0, -1), key: last.key };
  context.addIssue({ code: 'custom', message: `"${text}" does not end in a field, as spec.rules[*].host does` });
  return z.NEVER;
});

const fieldDefault = z
  .strictObject({
    /** The field; written only where the object that has it is there. */
    path: ownedField,
    /** What leaving it out means. */
    value: jsonValue,
    /** Values that mean the same as leaving it out. */
    unset: z.array(jsonValue).optional(),
    /** What other fields of the same object must hold for the default to count; null is for one that is left out. */
    when: jsonValues.optional(),
  })
  .transform(({ path, value, unset = [], when = {} }): Default => ({
    ...path,
    value,
    unset,
    when: Object.entries(when),
  }));

/** The two fields that say what is meant by leaving fields out. */
export const defaults = {
  /** In order: a default may make the object that a later one is in. */
  defaults: z.array(fieldDefault).optional(),
  /** The name of a TypeScript function in the rule's folder, for defaults that follow from other fields; built-in rules only. */
  defaultsCode: z.string().optional(),
};

export type DefaultsText = z.infer<z.ZodObject<typeof defaults>>;
