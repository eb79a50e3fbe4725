import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCrd } from '../../src/cli/crd-file.ts';
import { ruleCode } from '../../src/cli/rule-code.ts';
import { convert } from '../../src/engine/convert.ts';
import { ruleSetOf } from '../../src/engine/rule-set.ts';
import { builtinRuleTexts } from '../../src/registry/rule-texts.ts';
import { checkRule } from '../../src/rules/check.ts';
import { formatDiagnostic } from '../../src/rules/diagnostic.ts';
import { explainCode } from '../../src/rules/lint/explain-code.ts';
import { lintRules, type LintResult } from '../../src/rules/lint/lint-rules.ts';
import { packagedSchemas } from '../../src/rules/lint/rule-schemas.ts';
import { PACKAGED_SCHEMAS } from '../../src/schema/packaged.ts';
import { CATALOGUE } from '../../src/errors.ts';

const BROKEN = join(import.meta.dirname, 'broken');
const crds = ['widgets-crd.yaml', 'gizmos-crd.yaml', 'pumps-crd.yaml'].map((name) => readCrd(join(BROKEN, name)));

function lint(file: string, text: string): LintResult {
  return lintRules(
    { file, text },
    {
      codeOf: ruleCode,
      schemasOf: ({ spec: { kind } }) =>
        crds.find((crd) => crd.kind === kind)?.schemas ?? packagedSchemas(kind, PACKAGED_SCHEMAS),
    },
  );
}

const corpus = readdirSync(BROKEN)
  .filter((name) => !name.endsWith('-crd.yaml'))
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

const SOUND = join(import.meta.dirname, 'sound');

describe('karmorph lint accepts', () => {
  for (const name of readdirSync(SOUND)) {
    it(name, () => {
      const { diagnostics } = lint(name, readFileSync(join(SOUND, name), 'utf8'));
      expect(diagnostics.map(formatDiagnostic)).to.deep.equal([]);
    });
  }
});

/** The first nine lines of a rule; steps begin on line 10. */
const LENS = `apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  spokes:
    - apiVersions: [example.com/v1beta1]
      lens:
`;
const up = (expression: string): string =>
  `${LENS}        - cel: { from: spec.size, to: spec.replicas, up: ${JSON.stringify(expression)}, down: self }\n`;
const NESTED_LISTS = Array.from(
  { length: 9 },
  (_, i) =>
    `a${String(i + 1)}: &a${String(i + 1)} [${Array(9)
      .fill(`*a${String(i)}`)
      .join()}]`,
);
/** Far more than any of these takes, and far less than they would take without bounds. */
const MAX_MS = 5000;

const hostile: readonly { readonly name: string; readonly text: string; readonly want: RegExp }[] = [
  { name: 'no YAML', text: `${LENS}        - [`, want: /^rule\.yaml:10:\d+: RULE_SYNTAX / },
  { name: 'a binary file', text: '\0\u0001\ufffd'.repeat(100), want: /^rule\.yaml:1:\d+: RULE_/ },
  {
    name: 'two hubs by one key twice',
    text: LENS.replace('  hub: example.com/v1\n', '  hub: example.com/v1\n  hub: example.com/v2\n'),
    want: /^rule\.yaml:7:3: RULE_SYNTAX .*unique/,
  },
  {
    name: 'two hubs in a list',
    text: LENS.replace('hub: example.com/v1', 'hub: [example.com/v1, example.com/v2]'),
    want: /^rule\.yaml:6:8: RULE_INVALID spec\.hub: /,
  },
  {
    name: 'the hub among the spokes',
    text: `${LENS.replace('[example.com/v1beta1]', '[example.com/v1]')}        []\n`,
    want: /^rule\.yaml:8:21: RULE_VERSION_TWICE /,
  },
  {
    name: 'lenses that use each other',
    text: `${LENS}        - { at: spec, use: a }\n  lenses:\n    a: [{ at: x, use: b }]\n    b: [{ at: y, use: a }]\n`,
    want: /^rule\.yaml:13:23: RULE_CYCLE /,
  },
  {
    name: 'aliases that expand without end',
    text: ['a0: &a0 [x,x,x,x,x,x,x,x,x]', ...NESTED_LISTS].join('\n'),
    want: /^rule\.yaml:2:\d+: RULE_SYNTAX .*alias/,
  },
  {
    name: 'nesting without end',
    text: `${LENS}${'[{a: '.repeat(50_000)}`,
    want: /^rule\.yaml:1:1: RULE_SYNTAX .*deeper/,
  },
  { name: '10 MB', text: LENS + '# x\n'.repeat(2_500_000), want: /^rule\.yaml:1:1: RULE_TOO_LARGE / },
  {
    name: 'a pattern that repeats itself a thousand million times',
    text: up('self.matches("((a{1000}){1000}){1000}")'),
    want: /^rule\.yaml:10:58: RULE_INVALID .*repeat count/,
  },
  {
    name: 'a pattern that looks back',
    text: up(String.raw`self.matches("(a*)*\\1")`),
    want: /^rule\.yaml:10:58: RULE_INVALID .*escape/,
  },
  {
    name: 'a pattern that is computed',
    text: up('self.matches(self)'),
    want: /^rule\.yaml:10:58: RULE_INVALID .*pattern/,
  },
  {
    name: 'loops inside of loops inside of loops',
    text: up('self.all(x, self.all(y, self.all(z, x == y)))'),
    want: /^rule\.yaml:10:58: RULE_INVALID /,
  },
];

describe('karmorph lint refuses, soon and with its place,', () => {
  for (const { name, text, want } of hostile) {
    it(name, () => {
      const begin = performance.now();
      const { diagnostics } = lint('rule.yaml', text);
      expect(performance.now() - begin).to.be.lessThan(MAX_MS);
      expect(diagnostics.map(formatDiagnostic).join('\n')).to.match(want);
    });
  }
});

it('an expression that would not end is stopped, with the field and the expression', () => {
  const endless = 'self.filter(x, self.exists(y, x + y == -1))';
  const checked = checkRule({ file: 'rule.yaml', text: up(endless) });
  if (!checked.ok) throw new Error(checked.diagnostics.map(formatDiagnostic).join());
  const size = Array.from({ length: 5000 }, (_, i) => i);
  const widget = { apiVersion: 'example.com/v1beta1', kind: 'Widget', spec: { size } };
  const begin = performance.now();
  const result = convert(widget, 'example.com/v1', ruleSetOf(checked.rules.map(({ family }) => family)));
  expect(performance.now() - begin).to.be.lessThan(MAX_MS);
  expect(result.ok ? '' : `${result.problem.code} ${result.problem.message}`).to.contain(
    `CEL_BUDGET spec.size: the expression ${endless} takes more work`,
  );
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
