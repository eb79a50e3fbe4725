import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadPolicyFiles } from '../../../src/registry/policy-files.ts';
import { RulesRefused } from '../../../src/rules/rules-refused.ts';

const HEAD = 'apiVersion: karmorph.io/v1alpha1\nkind: ClusterConversionPolicy\nmetadata:';

describe('loadPolicyFiles', () => {
  let directory = '';
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-policies-'))));
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function file(name: string, text: string): string {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  }

  it('reads files, and the YAML files of folders', () => {
    const one = file('b.yml', `${HEAD} {name: b}\nspec: {}\n`);
    file('a.yaml', `${HEAD} {name: a}\nspec: {}\n`);
    file('README.md', 'no policy');
    const titles = (paths: readonly string[]) => loadPolicyFiles(paths).map(({ title }) => title);
    expect(titles([directory])).to.deep.equal(['ClusterConversionPolicy a', 'ClusterConversionPolicy b']);
    expect(titles([one])).to.deep.equal(['ClusterConversionPolicy b']);
    expect(titles([])).to.deep.equal([]);
  });

  it('tells every mistake of every file with its place', () => {
    file('a.yaml', `${HEAD} {name: a}\nspec: {onLoss: Never}\n`);
    file('b.yaml', `${HEAD} {name: b}\nspec: {onLost: Deny}\n`);
    expect(() => loadPolicyFiles([directory]))
      .to.throw(RulesRefused, /^policy files have mistakes:\n.*a\.yaml:4:\d+: POLICY_INVALID .*\n.*b\.yaml:4:/)
      .with.property('diagnostics')
      .that.has.length(2);
  });

  it('refuses a folder without a policy, and a path that is not there', () => {
    expect(() => loadPolicyFiles([directory])).to.throw('there is no policy file in it');
    expect(() => loadPolicyFiles([join(directory, 'x')])).to.throw(/^cannot read /);
  });
});
