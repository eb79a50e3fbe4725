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
    path: ownedField.describe('the field; it is written where the object that has it is there'),
    value: jsonValue.describe('what leaving it out means'),
    unset: z.array(jsonValue).optional().describe('values that mean the same as leaving it out'),
    when: jsonValues
      .optional()
      .describe('what other fields of the same object must hold for it to count; null is for one that is left out'),
  })
  .transform(({ path, value, unset = [], when = {} }): Default => ({
    ...path,
    value,
    unset,
    when: Object.entries(when),
  }));

/** The two fields that say what is meant by leaving fields out. */
export const defaults = {
  defaults: z
    .array(fieldDefault)
    .optional()
    .describe(
      'what fields mean when they are left out, in order: a default may make the object that a later one is in',
    ),
  defaultsCode: z
    .string()
    .optional()
    .describe('the name of a TypeScript function for defaults that follow from other fields; built-in rules only'),
};

export type DefaultsText = z.infer<z.ZodObject<typeof defaults>>;
