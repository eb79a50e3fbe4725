import { z } from 'zod';
import type { FieldPath } from '../field.ts';
import { formatFieldPath, parseFieldPath, parsePath, type Path } from '../path.ts';

/** A path to one field, such as `service.port.number`. */
export const fieldPath = z.string().transform((text, context): FieldPath => {
  const path = parseFieldPath(text);
  if (path) return path;
  context.addIssue({ code: 'custom', message: `"${text}" is not a path to one field, such as spec.backend` });
  return z.NEVER;
});

/** The name of one field, whatever characters are in it. */
export const fieldKey = z
  .string()
  .min(1)
  .refine((key) => key !== '__proto__', { message: '__proto__ is no field' });

/** A path that may go through lists and maps, such as `spec.rules[*].http`. */
export const selectorPath = z.string().transform((text, context): Path => {
  const path = parsePath(text);
  if (path) return path;
  context.addIssue({ code: 'custom', message: `"${text}" is not a path, such as spec.rules[*].http` });
  return z.NEVER;
});

/** A field in the words of `describe`: its path as code. */
export function fieldName(path: FieldPath): string {
  return `\`${formatFieldPath(path)}\``;
}
