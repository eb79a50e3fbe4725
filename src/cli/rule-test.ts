import { encodeJson } from '../json/encode.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { testRules, type RuleTest } from '../rules/cases/test-rules.ts';
import { findingsOf } from './reports/test-findings.ts';
import { junitReport } from './reports/junit.ts';
import { sarifReport } from './reports/sarif.ts';
import { testSuites } from './reports/test-suites.ts';
import { testTable } from './reports/test-table.ts';
import { testSummary } from './reports/test-summary.ts';
import { ruleCode } from './rule-code.ts';
import { builtinFolders, readFolders } from './rule-folders.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface TestOptions {
  /** Folders and files; the built-in rules when there are none. */
  readonly paths: readonly string[];
  readonly output: 'table' | 'json' | 'junit' | 'sarif';
  /** The share of its steps, in percent, that the cases of each rule file must exercise. */
  readonly minCoverage: number;
}

/**
 * `karmorph test`: runs the cases beside rules. Returns the exit status: 0, or 1 when a case fails, a file is broken or the
 * cases exercise too little. Throws ProblemError with `INPUT_UNREADABLE` and `RULE_FILE_NONE`.
 */
export async function runTest(options: TestOptions, { stdout }: Streams): Promise<number> {
  const folders = options.paths.length === 0 ? builtinFolders() : readFolders(options.paths);
  const tests = folders.map(({ rule, cases }) => testRules(rule, cases, ruleCode));
  const findings = tests.flatMap((test) => findingsOf(test, options.minCoverage));
  await sinkOf(stdout).write(render(options.output, tests, findings));
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

type Finding = Diagnostic & { readonly level: 'error' | 'note' };

function render(output: TestOptions['output'], tests: readonly RuleTest[], findings: readonly Finding[]): string {
  switch (output) {
    case 'table':
      return testTable(tests, findings);
    case 'json':
      return `${encodeJson(testSummary(tests, findings), 2)}\n`;
    case 'junit':
      return junitReport(tests.map((test) => testSuites(test, findings)));
    case 'sarif':
      return sarifReport(findings);
  }
}
