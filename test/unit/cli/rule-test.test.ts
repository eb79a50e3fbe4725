import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCli } from '../../../src/cli/program.ts';
import { runTest } from '../../../src/cli/rule-test.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

const RULE = `apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  spokes:
    - apiVersions: [example.com/v1beta1]
      lens:
        - move: { from: size, to: replicas }
`;
const CASE = (replicas: number) =>
  `from: { apiVersion: example.com/v1beta1, kind: Widget, size: 3 }
to: { apiVersion: example.com/v1, kind: Widget, replicas: ${String(replicas)} }
`;
const DOWN = `from: { apiVersion: example.com/v1, kind: Widget, replicas: 3 }
to: { apiVersion: example.com/v1beta1, kind: Widget, size: 3 }
`;

describe('karmorph test', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-test-'));
    write('widget/rule.yaml', RULE);
    write('widget/cases/up.yaml', CASE(3));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function write(name: string, text: string): void {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }

  const refusals: readonly { name: string; path: () => string; code: string }[] = [
    { name: 'a path that is not there', path: () => join(directory, 'no'), code: 'INPUT_UNREADABLE' },
    { name: 'a folder without rules', path: () => join(directory, 'widget/cases'), code: 'RULE_FILE_NONE' },
  ];
  for (const { name, path, code } of refusals) {
    it(`refuses ${name}`, async () => {
      const refusal = runTest({ paths: [path()], output: 'table', minCoverage: 0 }, memoryStreams());
      expect(await refusal.catch((error: unknown) => error)).to.have.nested.property('problem.code', code);
    });
  }

  async function run(...args: readonly string[]) {
    const streams = memoryStreams();
    const status = await runCli(['test', ...args], streams);
    return { status, ...streams.output };
  }

  it('tests the built-in rules when it is given nothing', async () => {
    const got = await run();
    expect(got.status, got.stdout).to.equal(0);
    expect(got.stdout).to.match(/^FILE +RULES +CASES +FAILED +STEPS EXERCISED\n/);
    expect(got.stdout).to.match(/ingresses\.networking\.k8s\.io +\d+ +0 /);
    expect(got.stdout).to.match(/\n\d+ cases, 0 failed; \d+ % of the steps exercised\.\n$/);
  });

  it('tests a folder of one’s own, and lists what is not exercised', async () => {
    const got = await run(directory);
    expect(got.status).to.equal(0);
    expect(got.stdout).to.match(/widgets\.example\.com +1 +0 +2 of 2 \(100 %\)\n/);
    write('widget/cases/up.yaml', `${CASE(3)}back: { apiVersion: example.com/v1, kind: Widget, replicas: 3 }\n`);
    expect(got.stdout).to.match(/\n1 case, 0 failed; /);
    const oneWay = await run(directory);
    expect(oneWay.stdout).to.match(
      /Not exercised:\n {2}.*rule\.yaml:10:11: CASE_STEP_UNEXERCISED .*`move`.* down\n {2}Add a case whose object/,
    );
    expect((await run(directory, '--min-coverage', '50')).status).to.equal(0);
    const tooLow = await run(directory, '--min-coverage', '51');
    expect(tooLow.status).to.equal(1);
    expect(tooLow.stdout).to.match(/CASE_COVERAGE_LOW the cases exercise 50 % .* less than the 51 %/);
  });

  it('shows what differs, and ends with 1', async () => {
    write('widget/cases/wrong.yaml', CASE(4));
    const got = await run(join(directory, 'widget/rule.yaml'));
    expect(got.status).to.equal(1);
    expect(got.stdout).to.match(
      /wrong\.yaml:2:\d+: CASE_FAILED .*to replicas: expected 4, but it is 3\. Write under `to:` what .*\n/,
    );
    expect(got.stdout).to.match(/\n2 cases, 1 failed; /);
  });

  it('runs one case', async () => {
    write('widget/cases/wrong.yaml', CASE(4));
    write('widget/cases/down.yaml', DOWN);
    const got = await run(join(directory, 'widget/cases/down.yaml'), '-o', 'json');
    expect(got.status).to.equal(0);
    expect(JSON.parse(got.stdout)).to.nested.include({ ok: true, 'files[0].coverage.percent': 100 });
    expect(JSON.parse(got.stdout)).to.have.nested.property('files[0].cases').with.length(1);
  });

  it('reports a broken case in every format', async () => {
    write('widget/cases/broken.yaml', 'from: {}\n');
    expect((await run(directory)).stdout).to.match(/broken\.yaml:1:1: CASE_INVALID to: is missing/);
    const junit = await run(directory, '-o', 'junit');
    expect(junit.status).to.equal(1);
    expect(junit.stdout).to.match(/<testcase [^>]*name="files and coverage"[^>]*>\n +<failure type="CASE_INVALID"/);
    const sarif = JSON.parse((await run(directory, '-o', 'sarif')).stdout) as object;
    expect(sarif).to.nested.include({ 'runs[0].results[0].ruleId': 'CASE_INVALID' });
    const json = JSON.parse((await run(directory, '-o', 'json')).stdout) as object;
    expect(json).to.nested.include({ ok: false, 'findings[0].code': 'CASE_INVALID' });
  });

  it('reports failed cases as JUnit failures', async () => {
    write('widget/cases/wrong.yaml', CASE(4));
    const got = await run(directory, '-o', 'junit');
    expect(got.stdout).to.match(
      /<testcase [^>]*name="wrong"[^>]*>\n +<failure type="CASE_FAILED" message="to replicas/,
    );
    expect(got.stdout).to.match(/<testsuites [^>]*tests="3" failures="1"/);
  });

  it('reports a broken rule', async () => {
    write('widget/rule.yaml', RULE.replace('move', 'mowe'));
    const got = await run(directory);
    expect(got.status).to.equal(1);
    expect(got.stdout).to.match(/rule\.yaml:10:11: RULE_STEP_UNKNOWN/);
  });

  it('gives no code to rules that are not built in', async () => {
    write('widget/rule.yaml', RULE.replace(/lens:[^]*/, 'code: subjects\n'));
    expect((await run(directory)).stdout).to.match(/RULE_CODE_UNKNOWN/);
  });

  const misuse: readonly { name: string; args: readonly string[]; stderr: RegExp }[] = [
    { name: 'a coverage that is none', args: ['--min-coverage', '101'], stderr: /from 0 to 100/ },
    {
      name: 'a format that is none',
      args: ['-o', 'yaml'],
      stderr: /Allowed choices are table, json, junit, sarif/,
    },
  ];
  for (const { name, args, stderr } of misuse) {
    it(`refuses ${name}`, async () => {
      const got = await run(...args);
      expect(got.status).to.equal(2);
      expect(got.stderr).to.match(stderr);
      expect(got.stdout).to.equal('');
    });
  }
});
