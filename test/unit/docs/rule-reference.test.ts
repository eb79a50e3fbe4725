import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { RULE_REFERENCE, renderRuleReference } from '../../../scripts/rule-reference.ts';
import { STEPS } from '../../../src/engine/steps/index.ts';

const text = readFileSync(RULE_REFERENCE, 'utf8');

describe('docs/rule-reference.md', () => {
  it('is what `npm run docs:rules` writes', async () => {
    expect(text).to.equal(await renderRuleReference());
  });

  it('has every step, and says what each of its fields is', () => {
    expect([...text.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name)).to.deep.equal(STEPS.map(({ name }) => name));
    expect(
      [...text.matchAll(/^\| `[^`]+` +\| (text|list[^|]*|map|number|integer|any value) +\| +\|$/gm)].map(
        ([row]) => row,
      ),
    ).to.deep.equal([]);
  });
});
