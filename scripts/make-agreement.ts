/**
 * `npm run agreement` writes docs/agreement.md; `npm run agreement -- --corpus DIR` compares with another corpus, and tells.
 * Fails when a conversion differs without a named exception.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadBuiltinRules } from '../src/registry/builtin-rules.ts';
import { AGREEMENT_DOCS, renderAgreement, summary } from '../test/upstream/agreement-docs.ts';
import { differencesOf } from '../test/upstream/agreement.ts';
import { readCorpus } from '../test/upstream/corpus.ts';

const { corpus: folder } = parseArgs({ options: { corpus: { type: 'string' } } }).values;
const rules = loadBuiltinRules();
const corpus = readCorpus(folder);
if (corpus.length === 0) throw new Error(`${folder ?? 'the packaged corpus'} has no conversions`);
if (folder === undefined) await writeFile(AGREEMENT_DOCS, await renderAgreement(corpus, rules));

const differences = corpus.flatMap((pair) => differencesOf(pair, rules));
for (const each of differences) process.stdout.write(`${each}\n`);
process.stdout.write(`${summary(corpus, rules)}\n`);
if (differences.length > 0) process.exitCode = 1;
