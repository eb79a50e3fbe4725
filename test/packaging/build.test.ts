import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run build', function () {
  this.timeout(60_000);
  let copy = '';
  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'karmorph-build-'));
    for (const name of ['scripts', 'src', 'conversions', 'certs', 'package.json', 'tsconfig.json'])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  it('fails with the place of each mistake when a built-in rule is broken', () => {
    const file = 'conversions/networking.k8s.io/ingress/rule.yaml';
    appendFileSync(join(copy, file), '\nbroken: true\n');
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, encoding: 'utf8' });
    expect(status).to.equal(1);
    expect(stderr).to.match(new RegExp(`^rule files have mistakes:\n${file}:\\d+:\\d+: RULE_INVALID broken`));
    expect(stderr).not.to.match(/^ +at /m);
    expect(existsSync(join(copy, 'dist'))).to.equal(false);
  });
});
