import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ProblemError } from '../../../src/errors.ts';
import { combineRules } from '../../../src/registry/combine-rules.ts';
import { loadRuleFiles } from '../../../src/registry/rule-files.ts';
import { formatDiagnostic } from '../../../src/rules/diagnostic.ts';
import { RulesRefused } from '../../../src/rules/rules-refused.ts';
import { rulesFrom } from '../../support/rules.ts';

function rule(name: string, kind = 'Widget', versions: readonly string[] = ['v1', 'v1beta1'], more = ''): string {
  const [hub = '', ...spokes] = versions.map((version) => `example.com/${version}`);
  return `apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: ${name} }
spec:
  kind: ${kind}
  hub: ${hub}
  spokes: [{ apiVersions: [${spokes.join(', ')}] }]
${more}`;
}

describe('loadRuleFiles', () => {
  let directory = '';
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-rules-'))));
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function file(name: string, text: string): string {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  function refusal(...paths: readonly string[]): readonly string[] {
    try {
      loadRuleFiles(paths);
    } catch (error) {
      if (error instanceof RulesRefused) return error.diagnostics.map(formatDiagnostic);
      if (error instanceof ProblemError) return [error.problem.message];
      throw error;
    }
    throw new Error('nothing was refused');
  }

  it('reads files and folders, in order', () => {
    const one = file('one.yaml', rule('one', 'One'));
    file('folder/b.yaml', rule('b', 'B'));
    file('folder/a.yml', rule('a', 'A'));
    file('folder/deep/down/rule.yaml', rule('deep', 'Deep'));
    for (const name of ['deep/cases/case.yaml', '_template/rule.yaml', '.hidden/rule.yaml', 'note.txt']) {
      file(`folder/${name}`, 'this is no rule');
    }
    const families = loadRuleFiles([one, join(directory, 'folder')]);
    expect(families.map((family) => family.rule)).to.deep.equal(['one', 'a', 'b', 'deep']);
  });

  it('tells every mistake of every file with its place', () => {
    const first = file('1.yaml', rule('one', 'One', ['v1', 'v1']));
    const second = file('2.yaml', rule('two', 'two', ['v1', 'v1beta1'], '  extra: 1\n'));
    const found = refusal(first, second);
    expect(found[0]).to.match(/1\.yaml:7:\d+: RULE_VERSION_TWICE rule one names .*\. /);
    expect(found[1]).to.match(/2\.yaml:5:9: RULE_INVALID spec\.kind: .*CamelCase/);
    expect(found[2]).to.match(/2\.yaml:8:10: RULE_INVALID spec\.extra: /);
  });

  const bad: readonly { name: string; path: () => string; want: RegExp }[] = [
    {
      name: 'a file that is missing',
      path: () => join(directory, 'none.yaml'),
      want: /cannot read .*none\.yaml.*ENOENT/,
    },
    { name: 'a folder without rules', path: () => directory, want: /there is no rule file in it/ },
    { name: 'an empty file', path: () => file('empty.yaml', ''), want: /empty\.yaml:1:1: RULE_INVALID/ },
    { name: 'a file that is not YAML', path: () => file('bad.yaml', '['), want: /bad\.yaml:1:\d+: RULE_SYNTAX/ },
    {
      name: 'a TypeScript lens',
      path: () =>
        file('code.yaml', rule('code', 'Widget').replace('example.com/v1beta1]', 'example.com/v1beta1], code: hpa')),
      want: /code\.yaml:7:\d+: RULE_CODE_UNKNOWN .*"hpa"/,
    },
  ];
  for (const { name, path, want } of bad) {
    it(`refuses ${name}`, () => {
      expect(refusal(path()))
        .to.have.length(1)
        .and.to.satisfy(([text]: string[]) => want.test(text ?? ''));
    });
  }

  it('refuses two rules for one version of a kind', () => {
    const paths = [
      file('a.yaml', rule('a')),
      file('b.yaml', rule('b', 'Widget', ['v2', 'v1beta1'])),
      file('c.yaml', rule('c', 'Gadget')),
    ];
    expect(refusal(...paths))
      .to.have.length(1)
      .and.to.satisfy(([text]: string[]) =>
        /b\.yaml:5:3: RULE_CONFLICT rule b is for Widget of example\.com\/v1beta1, as rule a is/.test(text ?? ''),
      );
  });
});

describe('combineRules', () => {
  const builtins = rulesFrom(rule('built-in'), rule('other', 'Other')).families;

  it('replaces a built-in rule as a whole, where a version is the same', () => {
    const custom = rulesFrom(rule('mine', 'Widget', ['v2', 'v1'])).families;
    const { rules, replaced } = combineRules(builtins, custom);
    expect(replaced).to.deep.equal([{ rule: 'built-in', by: 'mine' }]);
    expect(rules.families.map((family) => family.rule)).to.deep.equal(['other', 'mine']);
    expect(rules.familyOf('example.com/v1beta1', 'Widget')).to.equal(undefined);
  });

  it('leaves a built-in rule for other versions of the kind alone', () => {
    const { rules, replaced } = combineRules(builtins, rulesFrom(rule('mine', 'Widget', ['v3', 'v4'])).families);
    expect(replaced).to.deep.equal([]);
    expect(rules.familyOf('example.com/v1', 'Widget')?.rule).to.equal('built-in');
    expect(rules.familyOf('example.com/v4', 'Widget')?.rule).to.equal('mine');
  });
});
