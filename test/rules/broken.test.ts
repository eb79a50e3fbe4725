import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCrd } from '../../src/cli/crd-file.ts';
import { ruleCode } from '../../src/cli/rule-code.ts';
import { builtinRuleTexts } from '../../src/registry/rule-texts.ts';
import { formatDiagnostic } from '../../src/rules/diagnostic.ts';
import { explainCode } from '../../src/rules/lint/explain-code.ts';
import { lintRules, type LintResult } from '../../src/rules/lint/lint-rules.ts';
import { packagedSchemas } from '../../src/rules/lint/rule-schemas.ts';
import { PACKAGED_SCHEMAS } from '../../src/schema/packaged.ts';
import { CATALOGUE } from '../../src/errors.ts';

const BROKEN = join(import.meta.dirname, 'broken');
const crd = readCrd(join(BROKEN, 'widgets-crd.yaml'));

function lint(file: string, text: string): LintResult {
  return lintRules(
    { file, text },
    {
      codeOf: ruleCode,
      schemasOf: ({ spec: { kind } }) => (kind === crd.kind ? crd.schemas : packagedSchemas(kind, PACKAGED_SCHEMAS)),
    },
  );
}

const corpus = readdirSync(BROKEN)
  .filter((name) => name !== 'widgets-crd.yaml')
  .map((name) => {
    const text = readFileSync(join(BROKEN, name), 'utf8');
    const want = /^# expect: (.+)$/m.exec(text)?.[1]?.split('; ') ?? [];
    return { name, text, want };
  });

describe('karmorph lint refuses', () => {
  for (const { name, text, want } of corpus) {
    it(name, () => {
      const { diagnostics } = lint(name, text);
      const got = diagnostics.map(({ code, line, column }) => `${code} ${String(line)}:${String(column)}`);
      expect(got.sort(), diagnostics.map(formatDiagnostic).join('\n')).to.deep.equal([...want].sort());
    });
  }

  it('every kind of mistake that it has a code for', () => {
    const told = new Set(corpus.flatMap(({ want }) => want.map((line) => line.split(' ')[0])));
    const codes = Object.keys(CATALOGUE).filter((code) => code.startsWith('LINT_') && code !== 'LINT_CODE_UNKNOWN');
    expect(codes.filter((code) => !told.has(code))).to.deep.equal([]);
    for (const code of codes) expect(explainCode(code), code).to.match(/\nWrong:\n {2}[^]*\nRight:\n {2}/);
  });
});

describe('karmorph lint passes', () => {
  for (const { file, text } of builtinRuleTexts()) {
    it(file, () => {
      const { diagnostics, notes } = lint(file, text);
      expect(diagnostics.map(formatDiagnostic)).to.deep.equal([]);
      expect(notes.length > 0).to.equal(/^ +code: /m.test(text));
    });
  }
});
