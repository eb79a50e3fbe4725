import type { JsonObject } from '../../json/json.ts';
import { coveragePercent, type RuleTest } from '../../rules/cases/test-rules.ts';
import type { TestFinding } from './test-findings.ts';

/** Test results for programs. */
export function testSummary(tests: readonly RuleTest[], findings: readonly TestFinding[]): JsonObject {
  return {
    ok: findings.every(({ level }) => level !== 'error'),
    files: tests.map((test) => ({
      file: test.file,
      rules: test.rules,
      cases: test.cases.map(({ file, differences }) => ({
        file,
        ok: differences.length === 0,
        differences: differences.map(({ part, path, expected, actual, remedy, line, column }) => ({
          part,
          path,
          expected,
          actual,
          remedy,
          line,
          column,
        })),
      })),
      coverage: {
        total: test.coverage.total,
        percent: coveragePercent(test.coverage),
        missing: test.coverage.missing.map(({ step, direction, line, column }) => ({ step, direction, line, column })),
      },
    })),
    findings: findings.map((finding) => ({ ...finding })),
  };
}
