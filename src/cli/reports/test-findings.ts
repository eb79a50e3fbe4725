import { problem, type ErrorCode } from '../../errors.ts';
import { formatDifference } from '../../rules/cases/case-difference.ts';
import { coveragePercent, type RuleTest } from '../../rules/cases/test-rules.ts';
import type { Diagnostic } from '../../rules/diagnostic.ts';
import type { Position } from '../../rules/source.ts';

/** Something that `karmorph test` found: errors fail the run, notes do not. */
export interface TestFinding extends Diagnostic {
  readonly level: 'error' | 'note';
}

/** All that is to be said about the cases of a rule file: broken texts, failed cases, and what is not exercised. */
export function findingsOf(test: RuleTest, minCoverage: number): readonly TestFinding[] {
  const rule = test.rules.join(', ');
  const broken = test.diagnostics.map((diagnostic): TestFinding => ({ ...diagnostic, level: 'error' }));
  if (test.diagnostics.some(({ file }) => file === test.file)) return broken;
  const failed = test.cases.flatMap(({ file, differences }) =>
    differences.map((one) => ({
      ...finding('CASE_FAILED', { file, ...one }, { difference: formatDifference(one) }),
      hint: one.remedy,
    })),
  );
  const percent = coveragePercent(test.coverage);
  const tooLow = percent < minCoverage;
  const unexercised = test.coverage.missing.map((point) => ({
    ...finding(
      'CASE_STEP_UNEXERCISED',
      { file: test.file, ...point },
      { step: `\`${point.step}\``, rule, direction: point.direction },
    ),
    level: tooLow ? ('error' as const) : ('note' as const),
  }));
  const parameters = { percent: String(percent), rule, wanted: String(minCoverage) };
  const place = { file: test.file, line: 1, column: 1 };
  const coverage = tooLow ? [finding('CASE_COVERAGE_LOW', place, parameters)] : [];
  return [...broken, ...failed, ...unexercised, ...coverage];
}

function finding(
  code: ErrorCode,
  { file, line, column }: Position & { readonly file: string },
  parameters: Readonly<Record<string, string>>,
): TestFinding {
  const { message, hint } = problem(code, parameters);
  return { code, file, line, column, message, hint, level: 'error' };
}
