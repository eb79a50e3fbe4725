/** A test of a suite; `failures` is empty when it passed. */
export interface JunitCase {
  readonly name: string;
  readonly failures: readonly { readonly type: string; readonly message: string; readonly text: string }[];
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** Results of the command `name` as JUnit XML, in the form that CI servers read. */
export function junitReport(suites: readonly JunitSuite[], name = 'karmorph test'): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" ${countsOf(all)}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, cases }: JunitSuite): readonly string[] {
  return [
    `  <testsuite name="${escaped(name)}" ${countsOf(cases)} skipped="0" time="0">`,
    ...cases.flatMap((one) => caseLines(one, name)),
    '  </testsuite>',
  ];
}

function caseLines({ name, failures }: JunitCase, suite: string): readonly string[] {
  const open = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" time="0"`;
  if (failures.length === 0) return [`${open}/>`];
  // The format has room for one failure a test; its text has them all.
  const [{ type, message }] = failures as [JunitCase['failures'][number]];
  const text = failures.map((failure) => failure.text).join('\n');
  return [
    `${open}>`,
    `      <failure type="${escaped(type)}" message="${escaped(message)}">${escaped(text)}</failure>`,
    '    </testcase>',
  ];
}

function countsOf(cases: readonly JunitCase[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  return `tests="${String(cases.length)}" failures="${String(failed)}" errors="0"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an element or an attribute; characters that XML 1.0 does not have become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
