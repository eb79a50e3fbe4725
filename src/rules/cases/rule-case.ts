import { z } from 'zod';
import type { JsonObject } from '../../json/json.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { formatRulePath } from '../issues.ts';
import { checkForm, readSource, type RuleSource } from '../source.ts';

const object = z.record(z.string(), z.unknown()).transform((value) => value as JsonObject);

const converted = z.strictObject({
  from: object,
  to: object,
  /** Paths of `from` that are lost. */
  losses: z.array(z.string()).default([]),
  /** What `to` converts back to; `exact` is `from` itself. */
  back: z.union([z.literal('exact'), object], 'must be an object, or `exact`').default('exact'),
});

const refused = z.strictObject({ from: object, into: z.string(), error: z.string() });

/** Equal where the template is left as it is. */
const normalized = z.strictObject({ template: object, normalized: object });

/**
 * One case: `from` becomes `to`, losing `losses`, and reads back as `back`; or is refused with `error`; or `template` becomes
 * `normalized` when it is admitted.
 */
export type RuleCase = ConversionCase | z.infer<typeof normalized>;

/** A case of a conversion. */
type ConversionCase = z.infer<typeof converted> | z.infer<typeof refused>;

/** A case file's content, or what is wrong with its text. */
export type ParsedCase =
  | { readonly ok: true; readonly ruleCase: RuleCase; readonly source: RuleSource }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Parses a file of `cases/`. `file` is used in messages only. Fails with `CASE_INVALID`, and as reading any rule does. */
export function parseCase(text: string, file: string): ParsedCase {
  const read = readSource(text, file);
  if (!read.ok) return read;
  const form = formOf(read.value);
  const checked = checkForm(read.value, form, ({ path, reason }) =>
    read.source.diagnose('CASE_INVALID', path, { path: formatRulePath(path), reason }),
  );
  return checked.ok ? { ok: true, ruleCase: checked.value, source: read.source } : checked;
}

function formOf(value: unknown): z.ZodType<RuleCase> {
  const has = (key: string): boolean => typeof value === 'object' && value !== null && key in value;
  if (has('template') || has('normalized')) return normalized;
  return has('error') || has('into') ? refused : converted;
}
