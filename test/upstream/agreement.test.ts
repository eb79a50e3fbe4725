import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { AGREEMENT_DOCS, renderAgreement } from './agreement-docs.ts';
import { agreementOf, differencesOf } from './agreement.ts';
import { kindOf } from './corpus-names.ts';
import { readCorpus } from './corpus.ts';
import { UPSTREAM_EXCEPTIONS } from './exceptions.ts';

const rules = loadBuiltinRules();
const corpus = readCorpus();

describe('agreement with the conversions done by Kubernetes itself', () => {
  for (const pair of corpus) {
    const kind = kindOf(pair.family);
    it(`${kind}: ${pair.from} -> ${pair.to}, ${String(pair.cases.length)} cases`, () => {
      expect(rules.familyOf(pair.from, kind), 'a rule for the family').to.not.equal(undefined);
      expect(differencesOf(pair, rules)).to.deep.equal([]);
    });
  }

  it('has no exception that nothing needs', () => {
    const needed = corpus.flatMap((pair) => [...agreementOf(pair, rules).exceptions.keys()]);
    expect([...new Set(needed)]).to.have.members(UPSTREAM_EXCEPTIONS.map(({ name }) => name));
  });
});

describe('docs/agreement.md', () => {
  it('is what `npm run agreement` writes', async () => {
    expect(readFileSync(AGREEMENT_DOCS, 'utf8')).to.equal(await renderAgreement(corpus, rules));
  });
});
