import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { JsonObject } from '../../src/json/json.ts';
import type { ConversionRule } from '../../src/rules/model.ts';
import { parseRules } from '../../src/rules/parse.ts';

const ROOT = join(import.meta.dirname, '../../conversions');

const object = z.record(z.string(), z.unknown()).transform((value) => value as JsonObject);

/** One case: `from` becomes `to`, losing `losses`, and reads back as `back`; or is refused with `error`. */
const ruleCase = z.union([
  z.strictObject({
    from: object,
    to: object,
    /** Paths of `from` that are lost. */
    losses: z.array(z.string()).default([]),
    /** What `to` converts back to; `exact` is `from` itself. */
    back: z.union([z.literal('exact'), object]).default('exact'),
  }),
  z.strictObject({ from: object, into: z.string(), error: z.string() }),
]);

export type RuleCase = z.infer<typeof ruleCase>;

export interface RuleFolder {
  readonly path: string;
  readonly rules: readonly ConversionRule[];
  /** The README's text; empty when there is none. */
  readonly readme: string;
  /** By file name without `.yaml`. */
  readonly cases: ReadonlyMap<string, RuleCase>;
}

/** Every folder with a rule, with what is beside it. */
export function ruleFolders(): readonly RuleFolder[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
    (file) => basename(file) === 'rule.yaml',
  );
  return files.sort().map((file) => readFolder(join(ROOT, dirname(file))));
}

function readFolder(folder: string): RuleFolder {
  const file = join(folder, 'rule.yaml');
  const parsed = parseRules(readFileSync(file, 'utf8'), relative(ROOT, file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
  const readme = join(folder, 'README.md');
  return {
    path: relative(ROOT, folder),
    rules: parsed.rules,
    readme: existsSync(readme) ? readFileSync(readme, 'utf8') : '',
    cases: readCases(join(folder, 'cases')),
  };
}

function readCases(folder: string): ReadonlyMap<string, RuleCase> {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(files.map((file) => [basename(file, '.yaml'), readCase(join(folder, file))]));
}

function readCase(file: string): RuleCase {
  const result = ruleCase.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new Error(`${file}: ${z.prettifyError(result.error)}`);
  return result.data;
}
