import { expect } from 'chai';
import { formatDifference } from '../../../../src/rules/cases/case-difference.ts';
import { coveragePercent, testRules } from '../../../../src/rules/cases/test-rules.ts';
import { formatDiagnostic } from '../../../../src/rules/diagnostic.ts';

const RULE = `apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  spokes:
    - apiVersions: [example.com/v1beta1]
      lens:
        - move: { from: spec.size, to: spec.replicas }
        - at: spec.ports[*]
          lens:
            - move: { from: no, to: number }
        - at: spec.main
          use: port
        - drop: { side: hub, path: spec.mode, reason: v1beta1 has no modes }
  lenses:
    port:
      - union: { field: port, integer: number, string: name }
`;

const up = (fields: string) => `{ apiVersion: example.com/v1beta1, kind: Widget, spec: ${fields} }`;
const down = (fields: string) => `{ apiVersion: example.com/v1, kind: Widget, spec: ${fields} }`;

function run(...cases: readonly string[]) {
  const texts = cases.map((text, index) => ({ file: `cases/${String(index)}.yaml`, text }));
  return testRules({ file: 'rule.yaml', text: RULE }, texts, () => undefined);
}

describe('testRules', () => {
  const cases: readonly { name: string; text: string; want: readonly string[] }[] = [
    {
      name: 'a case that holds',
      text: `from: ${up('{ size: 3 }')}\nto: ${down('{ replicas: 3 }')}`,
      want: [],
    },
    {
      name: 'a refusal that holds',
      text: `from: ${up('{ ports: no }')}\ninto: example.com/v1\nerror: FIELD_TYPE`,
      want: [],
    },
    {
      name: 'another value, one too many and one too few',
      text: `from: ${up('{ size: 3, ports: [{ no: 1 }] }')}\nto: ${down('{ replicas: 4, x: 1, ports: [{}] }')}\nback: ${up('{ size: 4, x: 1, ports: [{}] }')}`,
      want: [
        '2:67 to spec.replicas: expected 4, but it is 3',
        '2:73 to spec.x: expected 1, but it is nothing',
        '2:84 to spec.ports[0].number: expected nothing, but it is 1',
      ],
    },
    {
      name: 'losses that are not told, and a way back that differs',
      text: `from: ${down('{ mode: fast, a: 1 }')}\nto: ${up('{ a: 1 }')}`,
      want: [
        '1:65 losses: expected [], but it is [spec.mode]',
        '1:65 back spec.mode: expected "fast", but it is nothing',
      ],
    },
    {
      name: 'a refusal where an object was expected',
      text: `from: ${up('{ ports: no }')}\nto: ${down('{}')}`,
      want: ['2:5 to: expected an object, but it is FIELD_TYPE: spec.ports must be a list, but is a string'],
    },
    {
      name: 'an object where a refusal was expected',
      text: `from: ${up('{}')}\ninto: example.com/v1\nerror: FIELD_TYPE`,
      want: ['3:8 error: expected FIELD_TYPE, but it is no error'],
    },
    {
      name: 'a way back that is refused',
      text: `from: ${up('{}')}\nto: ${down('{}')}\nback: { apiVersion: example.com/v9 }`,
      want: [
        '3:7 back: expected an object, but it is VERSION_UNKNOWN: no rule converts Widget from example.com/v1 to example.com/v9: rule widgets.example.com knows example.com/v1, example.com/v1beta1',
      ],
    },
  ];
  for (const { name, text, want } of cases) {
    it(`tells of ${name}`, () => {
      const { cases: results, diagnostics } = run(text);
      expect(diagnostics.map(formatDiagnostic)).to.deep.equal([]);
      const told = results[0]!.differences.map((one) => `${one.line}:${one.column} ${formatDifference(one)}`);
      expect(told).to.deep.equal(want);
    });
  }

  const remedies: readonly {
    name: string;
    text: string;
    want: readonly (readonly [place: string, remedy: RegExp])[];
  }[] = [
    {
      name: 'a field that is too much, is missing, and differs',
      text: `from: ${up('{ size: 3, ports: [{ no: 1 }] }')}\nto: ${down('{ replicas: 4, x: 1, ports: [{}] }')}\nback: ${up('{ size: 4, x: 1, ports: [{}] }')}`,
      want: [
        ['2:67', /^Write under `to:` what the field is, or correct the rule\.$/],
        ['2:73', /^Take the field out of `to:`, or/],
        ['2:84', /^Add the field to `to:`, or/],
      ],
    },
    {
      name: 'a loss that is not listed, and what does not come back',
      text: `# Before it.\nfrom: ${down('{ a: 1, mode: fast }')}\nto: ${up('{ a: 1 }')}`,
      want: [
        ['2:71', /^Add `spec\.mode` to `losses:`, or correct the rule\.$/],
        ['2:71', /^Write `back:` with what the round trip gives, /],
      ],
    },
    {
      name: 'a listed loss that does not happen, beside one that does',
      text: `from: ${down('{ mode: fast }')}\nto: ${up('{}').replace(', spec: {}', '')}\nlosses: [spec.a, spec.b]\nback: ${down('{}').replace(', spec: {}', '')}`,
      want: [['3:10', /^Add `spec\.mode` to `losses:` and take `spec\.a`, `spec\.b` out of `losses:`, or/]],
    },
    {
      name: 'a list that lacks a loss',
      text: `from: ${down('{ mode: fast }')}\nto: ${up('{}').replace(', spec: {}', '')}\nlosses: []\nback: ${down('{}').replace(', spec: {}', '')}`,
      want: [['1:65', /^Add `spec\.mode` to `losses:`/]],
    },
    {
      name: 'a refusal where an object was expected',
      text: `from: ${up('{ ports: no }')}\nto: ${down('{}')}`,
      want: [['2:5', /write `into: example\.com\/v1` and `error: FIELD_TYPE` in place of `to:`\.$/]],
    },
    {
      name: 'an object where a refusal was expected',
      text: `from: ${up('{}')}\ninto: example.com/v1\nerror: FIELD_TYPE`,
      want: [['3:8', /write `to:` with the object/]],
    },
    {
      name: 'another refusal',
      text: `from: ${up('{ ports: no }')}\ninto: example.com/v1\nerror: RULE_MISSING`,
      want: [['3:8', /^Write `error: FIELD_TYPE`/]],
    },
  ];
  for (const { name, text, want } of remedies) {
    it(`says where to look and what to do about ${name}`, () => {
      const { differences } = run(text).cases[0]!;
      expect(differences.map(({ line, column }) => `${line}:${column}`)).to.deep.equal(want.map(([place]) => place));
      want.forEach(([, remedy], index) => expect(differences[index]?.remedy).to.match(remedy));
    });
  }

  const broken: readonly { name: string; text: string; want: RegExp }[] = [
    { name: 'no `to`, below a remark', text: '# A.\n\nfrom: {}', want: /^cases\/0\.yaml:3:1: CASE_INVALID to: is/ },
    { name: 'no YAML', text: 'from: [', want: /^cases\/0\.yaml:1:\d+: RULE_SYNTAX / },
    { name: 'no `to`', text: 'from: {}', want: /^cases\/0\.yaml:1:1: CASE_INVALID to: is missing/ },
    { name: 'a field too many', text: 'from: {}\nto: {}\nloses: []', want: /:3:8: CASE_INVALID loses: is not a field/ },
    { name: 'a `back` that is none', text: 'from: {}\nto: {}\nback: 3', want: /:3:7: CASE_INVALID back: must be/ },
    { name: 'a refusal with `to`', text: 'from: {}\nto: {}\nerror: X', want: /CASE_INVALID into: is missing/ },
  ];
  for (const { name, text, want } of broken) {
    it(`refuses a case with ${name}`, () => {
      const { diagnostics, cases: results } = run(text);
      expect(diagnostics.map(formatDiagnostic)[0]).to.match(want);
      expect(results).to.deep.equal([]);
    });
  }

  it('keeps integers beyond 2^53', () => {
    const big = '12345678901234567891';
    const [result] = run(`from: ${up(`{ size: ${big} }`)}\nto: ${down('{ replicas: 12345678901234567890 }')}`).cases;
    expect(result?.differences[0]).to.include({ expected: '12345678901234567890', actual: big });
  });

  it('says which steps no case has exercised, in which direction', () => {
    const told = (...texts: readonly string[]) =>
      run(...texts).coverage.missing.map(({ step, direction, line }) => `${line} ${step} ${direction}`);
    expect(told()).to.deep.equal([
      '10 move up',
      '10 move down',
      '13 move up',
      '13 move down',
      '14 at up',
      '14 at down',
      '16 drop down',
      '19 union up',
      '19 union down',
    ]);
    const both = `from: ${up('{ size: 3, ports: [{ no: 1 }] }')}\nto: ${down('{ replicas: 3, ports: [{ number: 1 }] }')}`;
    const refused = `from: ${up('{ main: { port: true } }')}\ninto: example.com/v1\nerror: FIELD_TYPE`;
    expect(told(both, refused)).to.deep.equal(['14 at down', '16 drop down', '19 union down']);
  });

  it('counts a rule without steps as covered', () => {
    expect(coveragePercent({ total: 0, missing: [] })).to.equal(100);
    const { coverage } = run();
    expect([coverage.total, coveragePercent(coverage)]).to.deep.equal([9, 0]);
  });

  it('runs no case of a rule that is broken', () => {
    const test = testRules(
      { file: 'rule.yaml', text: RULE.replace('union:', 'onion:') },
      [{ file: 'a.yaml', text: 'from: {}\nto: {}' }],
      () => undefined,
    );
    expect(test.cases).to.deep.equal([]);
    expect(test.diagnostics[0]?.code).to.equal('RULE_STEP_UNKNOWN');
  });
});

const NORMALIZED = RULE.replace(
  '  lenses:',
  `  normalize:
    - annotation: { side: spoke, name: example.com/mode, field: spec.mode }
    - at: spec.parts[*]
      use: part
  lenses:
    part: [{ move: { from: label, to: name } }]`,
);

describe('testRules of templates', () => {
  const template = (fields: string) => `{ apiVersion: example.com/v1, kind: Widget, ${fields} }`;
  const test = (text: string) =>
    testRules({ file: 'rule.yaml', text: NORMALIZED }, [{ file: 'cases/0.yaml', text }], () => undefined);
  const written = template('metadata: { annotations: { example.com/mode: a } }, spec: { parts: [{ label: x }] }');

  it('counts the steps upwards alone', () => {
    const { cases, coverage, diagnostics } = test(
      `template: ${written}\nnormalized: ${template('spec: { mode: a, parts: [{ name: x }] }')}`,
    );
    expect(diagnostics).to.deep.equal([]);
    expect(cases[0]?.differences).to.deep.equal([]);
    const seen = coverage.missing.filter(({ path }) => path.includes('normalize') || path.includes('part'));
    expect(seen).to.deep.equal([]);
    expect(coverage.total).to.equal(12);
  });

  it('tells what differs', () => {
    const [one] = test(
      `template: ${written}\nnormalized: ${template('spec: { mode: b, parts: [{ name: x }] }')}`,
    ).cases;
    expect(one?.differences.map(formatDifference)).to.deep.equal(['normalized spec.mode: expected "b", but it is "a"']);
  });

  it('takes a template that stays as it is for one', () => {
    const kept = template('metadata: { annotations: { example.com/mode: a } }, spec: { mode: b }');
    expect(test(`template: ${kept}\nnormalized: ${kept}`).cases[0]?.differences).to.deep.equal([]);
  });
});
