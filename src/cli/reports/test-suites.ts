import { basename } from 'node:path';
import { formatDifference } from '../../rules/cases/case-difference.ts';
import type { RuleTest } from '../../rules/cases/test-rules.ts';
import { formatDiagnostic } from '../../rules/diagnostic.ts';
import type { JunitCase, JunitSuite } from './junit.ts';
import type { TestFinding } from './test-findings.ts';

/** The tests of a rule file as a JUnit suite: one a case, and one for everything that is said of the files themselves. */
export function testSuites(test: RuleTest, findings: readonly TestFinding[]): JunitSuite {
  const broken = new Set(test.diagnostics.map(({ file }) => file));
  const own = findings.filter(
    ({ file, level, code }) => level === 'error' && code !== 'CASE_FAILED' && (file === test.file || broken.has(file)),
  );
  const files: JunitCase = {
    name: 'files and coverage',
    failures: own.map((one) => ({ type: one.code, message: one.message, text: formatDiagnostic(one) })),
  };
  return { name: test.file, cases: [files, ...test.cases.map(caseOf)] };
}

function caseOf({ file, differences }: RuleTest['cases'][number]): JunitCase {
  return {
    name: basename(file).replace(/\.ya?ml$/, ''),
    failures: differences.map((one) => {
      const message = formatDifference(one);
      return {
        type: 'CASE_FAILED',
        message,
        text: `${file}:${String(one.line)}:${String(one.column)}: ${message}. ${one.remedy}`,
      };
    }),
  };
}
