import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { CONFORMANCE_DOCS, renderConformance } from '../../conformance/docs.ts';

describe('docs/conformance.md', () => {
  it('says what differs (npm run docs:conformance)', async () => {
    expect(readFileSync(CONFORMANCE_DOCS, 'utf8')).to.equal(await renderConformance());
  });
});
