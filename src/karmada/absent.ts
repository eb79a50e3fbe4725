import { z } from 'zod';

/** A field that may be left out; null is the same, as everywhere in Kubernetes. */
export function optional<T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | undefined> {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A list that may be left out: then it is empty. */
export function listOf<T extends z.ZodType>(schema: T): z.ZodType<z.output<T>[]> {
  return z
    .array(schema)
    .nullish()
    .transform((value) => value ?? []);
}

/** A text that may be left out: then it is empty, as in Go. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
