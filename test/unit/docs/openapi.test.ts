import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { OPENAPI_DOCS, renderOpenApi } from '../../../scripts/openapi-docs.ts';

describe('docs/openapi.json', () => {
  it('is what `npm run docs:openapi` writes', async () => {
    expect(readFileSync(OPENAPI_DOCS, 'utf8')).to.equal(await renderOpenApi());
  });
});
