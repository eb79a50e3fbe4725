import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);

describe('docs/architecture.md', () => {
  const text = readFileSync(new URL('docs/architecture.md', ROOT), 'utf8');
  const rooms = [...text.matchAll(/`(src\/[^`/]+\/?)`/g)].map(([, room = '']) => room);

  it('names every room of src/', () => {
    const there = readdirSync(new URL('src/', ROOT), { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `src/${entry.name}/` : `src/${entry.name}`,
    );
    expect(rooms).to.include.members(there);
  });
});
