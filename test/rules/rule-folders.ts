import { basename, dirname, join, relative } from 'node:path';
import { readFolders } from '../../src/cli/rule-folders.ts';
import { parseCase, type RuleCase } from '../../src/rules/cases/rule-case.ts';
import { formatDiagnostic, type Diagnostic } from '../../src/rules/diagnostic.ts';
import type { ConversionRule } from '../../src/rules/model.ts';
import { parseRules } from '../../src/rules/parse.ts';

const ROOT = join(import.meta.dirname, '../../conversions');

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
  return readFolders([ROOT]).map(({ rule, cases, readme }) => {
    const parsed = parseRules(rule.text, rule.file);
    if (!parsed.ok) throw broken(parsed.diagnostics);
    return {
      path: relative(ROOT, dirname(rule.file)),
      rules: parsed.rules,
      readme: readme?.text ?? '',
      cases: new Map(cases.map(({ file, text }) => [basename(file, '.yaml'), readCase(text, file)])),
    };
  });
}

function readCase(text: string, file: string): RuleCase {
  const parsed = parseCase(text, file);
  if (!parsed.ok) throw broken(parsed.diagnostics);
  return parsed.ruleCase;
}

function broken(diagnostics: readonly Diagnostic[]): Error {
  return new Error(diagnostics.map(formatDiagnostic).join('\n'));
}
