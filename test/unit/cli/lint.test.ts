import { join } from 'node:path';
import { expect } from 'chai';
import { runLint, type LintOptions } from '../../../src/cli/lint.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

const BROKEN = join(import.meta.dirname, '../../rules/broken');
const CRD = join(BROKEN, 'widgets-crd.yaml');
const rule = (name: string) => join(BROKEN, `${name}.yaml`);

describe('karmorph lint', () => {
  async function run(options: Partial<LintOptions>) {
    const streams = memoryStreams();
    const status = await runLint({ paths: [], output: 'table', ...options }, streams);
    return { status, ...streams.output };
  }

  it('passes the built-in rules, and says what it does not look into', async () => {
    const got = await run({});
    expect(got.status, got.stdout).to.equal(0);
    expect(got.stdout).to.match(/^note: rule deployments\.apps: the TypeScript lens \S+ of .* is not looked into/m);
    expect(got.stdout).to.match(/\n\d+ rules, 0 mistakes\.\n$/);
  });

  it('says file, line and column of a mistake, and what to write instead', async () => {
    const got = await run({ paths: [rule('uncovered-hub-field')], crd: CRD });
    expect(got.status).to.equal(1);
    expect(got.stdout).to.match(
      /uncovered-hub-field\.yaml:11:9: LINT_FIELD_UNCOVERED .*spec\.mode.*write - drop: \{ side: hub, path: spec\.mode, reason: \.\.\. \}/,
    );
    expect(got.stdout).to.match(/\n1 rule, 1 mistake\.\n$/);
  });

  it('proposes the name that is most like a wrong one', async () => {
    const got = await run({ paths: [rule('unknown-path-of-spoke')], crd: CRD });
    expect(got.stdout).to.match(/LINT_PATH_UNKNOWN .*spec\.sise .*; perhaps it is spec\.size\./);
  });

  it('prints JSON and SARIF', async () => {
    const options = { paths: [rule('no-reason')], crd: CRD };
    expect(JSON.parse((await run({ ...options, output: 'json' })).stdout)).to.nested.include({
      ok: false,
      'files[0].diagnostics[0].code': 'LINT_REASON_MISSING',
      'files[0].diagnostics[0].line': 13,
    });
    expect(JSON.parse((await run({ ...options, output: 'sarif' })).stdout)).to.nested.include({
      'runs[0].results[0].ruleId': 'LINT_REASON_MISSING',
      'runs[0].results[0].level': 'error',
    });
  });

  it('asks for a CRD where it knows no schema', async () => {
    expect((await run({ paths: [rule('no-reason')] })).stdout).to.match(/LINT_SCHEMA_UNKNOWN .*--crd FILE/);
  });

  it('explains codes', async () => {
    expect((await run({ explain: 'LINT_STEP_DEAD' })).stdout).to.match(/^LINT_STEP_DEAD\n[^]*Wrong:\n[^]*Right:\n/);
    expect((await run({ explain: 'JSON_SYNTAX' })).stdout).to.match(/^JSON_SYNTAX\n/);
  });

  const refusals: readonly { name: string; options: Partial<LintOptions>; code: string }[] = [
    { name: 'an unknown code', options: { explain: 'NO_SUCH_CODE' }, code: 'LINT_CODE_UNKNOWN' },
    { name: 'a CRD that is none', options: { crd: rule('no-reason') }, code: 'CRD_FILE_UNUSABLE' },
    { name: 'a CRD that is not there', options: { crd: 'no.yaml' }, code: 'CRD_FILE_UNUSABLE' },
    {
      name: 'a CRD that is no YAML',
      options: { crd: join(import.meta.dirname, 'lint.test.ts') },
      code: 'CRD_FILE_UNUSABLE',
    },
  ];
  for (const { name, options, code } of refusals) {
    it(`refuses ${name}`, async () => {
      const refusal = run(options).catch((error: unknown) => error);
      expect(await refusal).to.have.nested.property('problem.code', code);
    });
  }
});
