import { problem, ProblemError } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import { explainCode } from '../rules/lint/explain-code.ts';
import { lintRules, type LintResult } from '../rules/lint/lint-rules.ts';
import { packagedSchemas } from '../rules/lint/rule-schemas.ts';
import { PACKAGED_SCHEMAS } from '../schema/packaged.ts';
import { counted } from './counted.ts';
import { readCrd } from './crd-file.ts';
import { sarifReport } from './reports/sarif.ts';
import { ruleCode } from './rule-code.ts';
import { builtinFolders, readFolders } from './rule-folders.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface LintOptions {
  /** Files and folders; the built-in rules when there are none. */
  readonly paths: readonly string[];
  readonly output: 'table' | 'json' | 'sarif';
  /** A file with the CustomResourceDefinition of the rules' kind. */
  readonly crd?: string;
  /** Explain this code instead. */
  readonly explain?: string;
}

/**
 * `karmorph lint`: checks rules against the schemas of both sides. Returns the exit status: 0, or 1 when there is a mistake.
 * Throws ProblemError with `INPUT_UNREADABLE`, `CRD_FILE_UNUSABLE`, `RULE_FILE_NONE` and `LINT_CODE_UNKNOWN`.
 */
export async function runLint(options: LintOptions, { stdout }: Streams): Promise<number> {
  const sink = sinkOf(stdout);
  if (options.explain !== undefined) {
    const text = explainCode(options.explain);
    if (text === undefined) throw new ProblemError(problem('LINT_CODE_UNKNOWN', { code: options.explain }));
    await sink.write(text);
    return 0;
  }
  const crd = options.crd === undefined ? undefined : readCrd(options.crd);
  const folders = options.paths.length === 0 ? builtinFolders() : readFolders(options.paths);
  const results = folders.map(({ rule }) =>
    lintRules(rule, {
      codeOf: ruleCode,
      schemasOf: ({ spec: { kind } }) => (crd?.kind === kind ? crd.schemas : packagedSchemas(kind, PACKAGED_SCHEMAS)),
    }),
  );
  await sink.write(render(options.output, results));
  return results.some(({ diagnostics }) => diagnostics.length > 0) ? 1 : 0;
}

function render(output: LintOptions['output'], results: readonly LintResult[]): string {
  const diagnostics = results.flatMap((result) => result.diagnostics);
  switch (output) {
    case 'table':
      return lintTable(results);
    case 'json':
      return `${encodeJson({ ok: diagnostics.length === 0, files: results.map((result) => ({ ...result, diagnostics: result.diagnostics.map((one) => ({ ...one })) })) }, 2)}\n`;
    case 'sarif':
      return sarifReport(diagnostics.map((diagnostic) => ({ ...diagnostic, level: 'error' })));
  }
}

function lintTable(results: readonly LintResult[]): string {
  const mistakes = results.flatMap(({ diagnostics }) => diagnostics);
  const rules = results.reduce((sum, result) => sum + result.rules.length, 0);
  return [
    ...mistakes.map(
      ({ file, line, column, code, message, hint }) =>
        `${file}:${String(line)}:${String(column)}: ${code} ${message}. ${hint}\n`,
    ),
    ...results.flatMap(({ notes }) => notes.map((note) => `note: ${note}\n`)),
    `${counted(rules, 'rule')}, ${counted(mistakes.length, 'mistake')}.\n`,
  ].join('');
}
