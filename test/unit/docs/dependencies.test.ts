import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Readonly<Record<string, string>>
>;

describe('docs/dependencies.md', () => {
  const tables = [
    { heading: 'At run time', field: 'dependencies' },
    { heading: 'For development', field: 'devDependencies' },
  ] as const;
  for (const { heading, field } of tables) {
    const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm)];

    it(`names each of the ${field}, and no other`, () => {
      expect(rows.map(([, name]) => name)).to.deep.equal(Object.keys(packageJson[field]).sort());
    });

    it(`gives a reason for each of the ${field}`, () => {
      for (const [, name, reason = ''] of rows) expect(reason.length, name).to.be.greaterThan(10);
    });
  }

  it('versions are exact', () => {
    const versions = Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies });
    for (const version of versions) expect(version).to.match(/^\d+\.\d+\.\d+$/);
  });
});
