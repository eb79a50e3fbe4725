import { format, resolveConfig } from 'prettier';
import type { RuleSet } from '../../src/engine/rule-set.ts';
import { agreementOf, type Agreement } from './agreement.ts';
import { kindOf } from './corpus-names.ts';
import { RELEASES, type UpstreamPair } from './corpus.ts';
import { UPSTREAM_EXCEPTIONS } from './exceptions.ts';

/** Where the text belongs. */
export const AGREEMENT_DOCS = new URL('../../docs/agreement.md', import.meta.url);

const MADE_BY =
  '<!-- Made by `npm run agreement` from the corpus in test/upstream/data and the rules in conversions; do not edit. -->';

interface Row {
  readonly pair: UpstreamPair;
  readonly agreement: Agreement;
}

/** The text of docs/agreement.md: how often the rules convert as Kubernetes itself does, by family and pair of versions. */
export async function renderAgreement(corpus: readonly UpstreamPair[], rules: RuleSet): Promise<string> {
  const rows = corpus.map((pair) => ({ pair, agreement: agreementOf(pair, rules) }));
  const config = await resolveConfig(AGREEMENT_DOCS);
  const text = [MADE_BY, introduction(rows), exceptionsSection(rows), notCompared(corpus, rules), table(rows)].join(
    '\n\n',
  );
  return format(text, { ...config, parser: 'markdown' });
}

/** One line of totals. */
export function summary(corpus: readonly UpstreamPair[], rules: RuleSet): string {
  return totals(corpus.map((pair) => ({ pair, agreement: agreementOf(pair, rules) })));
}

function totals(rows: readonly Row[]): string {
  const families = new Set(rows.map(({ pair }) => pair.family)).size;
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const excused = sum(({ agreement }) => excusedIn(agreement).length);
  const different = sum(({ agreement }) => agreement.differences.length);
  return (
    `${sum(({ agreement }) => agreement.agree)} of ${sum(({ pair }) => pair.cases.length)} conversions ` +
    `of ${families} families agree; ${excused} differ by a named exception, ${different} otherwise`
  );
}

function introduction(rows: readonly Row[]): string {
  return `# Agreement with Kubernetes

Karmorph converts as Kubernetes' own code does. The [corpus](../test/upstream/data/README.md) has conversions done by that code; this is
how the rules compare: ${totals(rows)}.
[contributing.md](contributing.md#the-corpus) says how to make the corpus anew, and more of it.

Null is the same as absent, a status of zero values is the same as none, and annotations that hold JSON are compared as JSON.`;
}

function exceptionsSection(rows: readonly Row[]): string {
  const sections = UPSTREAM_EXCEPTIONS.map(({ name, reason }) => {
    const cases = rows.flatMap(({ pair, agreement }) =>
      (agreement.exceptions.get(name) ?? []).map((one) => `- \`${pair.from}\` to \`${pair.to}\`: \`${one}\``),
    );
    return `### ${name}\n\n${reason}.\n\n${cases.join('\n')}`;
  });
  return `## Exceptions\n\nWhere Kubernetes is wrong, being right means to differ.\n\n${sections.join('\n\n')}`;
}

function notCompared(corpus: readonly UpstreamPair[], rules: RuleSet): string {
  const key = (kind: string, from: string, to: string) => `${kind}: \`${from}\` to \`${to}\``;
  const compared = new Set(corpus.map(({ family, from, to }) => key(kindOf(family), from, to)));
  const missing = rules.families.flatMap(({ kind, versions }) => {
    const pairs = versions.flatMap((one, index) => versions.slice(index + 1).map((other) => [one, other] as const));
    const lacking = pairs.filter(
      ([one, other]) => !compared.has(key(kind, one, other)) || !compared.has(key(kind, other, one)),
    );
    return lacking.length === 0 ? [] : [`- ${kind}: ${lacking.map((pair) => pair.map(code).join(' and ')).join('; ')}`];
  });
  return `## Not compared\n\nNo release that the corpus is made with knows both versions.\n\n${missing.join('\n')}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(rows: readonly Row[]): string {
  const head = '| family | from | to | release | agree | exceptions |\n| - | - | - | - | -: | - |';
  return `## By family and pair of versions\n\n${head}\n${rows.map(tableRow).join('\n')}`;
}

function tableRow({ pair, agreement }: Row): string {
  const { family, from, to, release, cases } = pair;
  const exceptions = [...agreement.exceptions].map(([name, names]) => `${names.length} ${name}`).join(', ');
  const agree = `${agreement.agree}/${cases.length}`;
  return `| ${kindOf(family)} | ${from} | ${to} | ${RELEASES[release]} | ${agree} | ${exceptions} |`;
}

function excusedIn({ exceptions }: Agreement): readonly string[] {
  return [...exceptions.values()].flat();
}
