import { expect } from 'chai';
import { junitReport } from '../../../../src/cli/reports/junit.ts';
import { sarifReport, type SarifFinding } from '../../../../src/cli/reports/sarif.ts';
import { textTable } from '../../../../src/cli/reports/text-table.ts';

describe('junitReport', () => {
  it('counts tests and failures, and escapes what XML does not have', () => {
    const failure = { type: 'T', message: 'a "b" <c> & d', text: 'two\nlines \u0000 \u{1F600}' };
    const report = junitReport([
      {
        name: 'rule.yaml',
        cases: [
          { name: 'good', failures: [] },
          { name: 'bad', failures: [failure, { ...failure, text: 'more' }] },
        ],
      },
    ]);
    expect(report).to.equal(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="karmorph test" tests="2" failures="1" errors="0">',
        '  <testsuite name="rule.yaml" tests="2" failures="1" errors="0" skipped="0" time="0">',
        '    <testcase classname="rule.yaml" name="good" time="0"/>',
        '    <testcase classname="rule.yaml" name="bad" time="0">',
        '      <failure type="T" message="a &quot;b&quot; &lt;c&gt; &amp; d">two&#10;lines \uFFFD \u{1F600}&#10;more</failure>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  it('is well formed without any suite', () => {
    expect(junitReport([])).to.match(/<testsuites [^>]*tests="0"[^>]*>\n<\/testsuites>\n$/);
  });
});

describe('sarifReport', () => {
  const finding = (file: string): SarifFinding => ({
    code: 'CASE_FAILED',
    file,
    line: 3,
    column: 7,
    message: 'it differs',
    hint: 'Correct it.',
    level: 'error',
  });

  it('has what SARIF 2.1.0 asks for', () => {
    const log = JSON.parse(sarifReport([finding('my rules/a.yaml'), finding('/tmp/b.yaml')])) as Record<
      string,
      unknown
    >;
    expect(log).to.have.all.keys('$schema', 'version', 'runs').and.include({ version: '2.1.0' });
    const [run] = log.runs as { tool: { driver: { rules: unknown[] } }; results: Record<string, unknown>[] }[];
    expect(run!.tool.driver).to.include({ name: 'karmorph' });
    expect(run!.tool.driver.rules).to.have.length(1);
    expect(run!.tool.driver.rules[0]).to.have.nested.property('shortDescription.text');
    expect(run!.results[0]).to.deep.include({ ruleId: 'CASE_FAILED', ruleIndex: 0, level: 'error' });
    expect(run!.results[0]).to.have.deep.property('message', { text: 'it differs. Correct it.' });
    expect(run!.results[0]).to.have.deep.property('locations', [
      {
        physicalLocation: {
          artifactLocation: { uri: 'my%20rules/a.yaml' },
          region: { startLine: 3, startColumn: 7 },
        },
      },
    ]);
    expect(run!.results[1]).to.have.nested.property(
      'locations[0].physicalLocation.artifactLocation.uri',
      'file:///tmp/b.yaml',
    );
  });
});

describe('textTable', () => {
  it('puts rows into columns', () => {
    expect(
      textTable([
        ['A', 'LONG'],
        ['wide', ''],
      ]),
    ).to.equal('A     LONG\nwide\n');
  });
});
