import { coveragePercent, type RuleTest } from '../../rules/cases/test-rules.ts';
import type { TestFinding } from './test-findings.ts';
import { formatDiagnostic } from '../../rules/diagnostic.ts';
import { counted } from '../counted.ts';
import { textTable } from './text-table.ts';

/** Test results for people: a line a rule file, then what failed, then what no case exercises, then the sums. */
export function testTable(tests: readonly RuleTest[], findings: readonly TestFinding[]): string {
  const rows = tests.map(rowOf);
  const [errors, notes] = [findings.filter(isError), findings.filter((finding) => !isError(finding))];
  return [
    textTable([['FILE', 'RULES', 'CASES', 'FAILED', 'STEPS EXERCISED'], ...rows]),
    ...paragraph('Errors:', errors.map(formatDiagnostic)),
    ...paragraph('Not exercised:', [...notes.map(lineOf), ...new Set(notes.map(({ hint }) => hint))]),
    `\n${sumsOf(tests)}\n`,
  ].join('');
}

function isError({ level }: TestFinding): boolean {
  return level === 'error';
}

function paragraph(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`\n${title}\n`, ...lines.map((line) => `  ${line}\n`)];
}

/** Notes have one remedy, which is told once below them. */
function lineOf({ file, line, column, code, message }: TestFinding): string {
  return `${file}:${String(line)}:${String(column)}: ${code} ${message}`;
}

function rowOf(test: RuleTest): readonly string[] {
  const { total, missing } = test.coverage;
  const coverage =
    total === 0
      ? 'no steps'
      : `${String(total - missing.length)} of ${String(total)} (${String(coveragePercent(test.coverage))} %)`;
  const rules = test.rules.length === 1 ? (test.rules[0] ?? '') : String(test.rules.length);
  return [test.file, rules, String(test.cases.length), String(failedIn(test)), coverage];
}

function failedIn({ cases }: RuleTest): number {
  return cases.filter(({ differences }) => differences.length > 0).length;
}

function sumsOf(tests: readonly RuleTest[]): string {
  const cases = tests.reduce((sum, test) => sum + test.cases.length, 0);
  const failed = tests.reduce((sum, test) => sum + failedIn(test), 0);
  const total = tests.reduce((sum, { coverage }) => sum + coverage.total, 0);
  const missing = tests.flatMap(({ coverage }) => coverage.missing);
  return `${counted(cases, 'case')}, ${String(failed)} failed; ${String(coveragePercent({ total, missing }))} % of the steps exercised.`;
}
