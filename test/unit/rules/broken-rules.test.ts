import { expect } from 'chai';
import { compileRule } from '../../../src/rules/compile.ts';
import { formatDiagnostic, type Diagnostic } from '../../../src/rules/diagnostic.ts';
import { parseRules } from '../../../src/rules/parse.ts';

function diagnosticsOf(text: string): readonly Diagnostic[] {
  const parsed = parseRules(text, 'rule.yaml');
  if (!parsed.ok) return parsed.diagnostics;
  return parsed.rules.flatMap((rule) => {
    const compiled = compileRule(rule, parsed.source);
    return compiled.ok ? [] : compiled.diagnostics;
  });
}

/** The first seven lines of a rule; what follows begins on line 8. */
const HEAD = `apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  spokes:
`;
const SPOKE = `${HEAD}    - apiVersions: [example.com/v1beta1]
`;
/** Steps begin on line 10. */
const LENS = `${SPOKE}      lens:
`;
const BOMB = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
  .concat(
    Array.from(
      { length: 9 },
      (_, i) =>
        `a${String(i + 1)}: &a${String(i + 1)} [${Array(9)
          .fill(`*a${String(i)}`)
          .join()}]`,
    ),
  )
  .join('\n');

/** Each mistake: the code and the line, and what the message says. */
interface BrokenRule {
  readonly name: string;
  readonly text: string;
  readonly want: readonly (readonly [code: string, line: number, message: RegExp])[];
}

const cases: readonly BrokenRule[] = [
  { name: 'not YAML', text: `${HEAD}    - [`, want: [['RULE_SYNTAX', 8, /Flow sequence/]] },
  {
    name: 'two mistakes in the YAML',
    text: `a: 1\na: 2\nb: 1\nb: 2\n`,
    want: [
      ['RULE_SYNTAX', 2, /unique/],
      ['RULE_SYNTAX', 4, /unique/],
    ],
  },
  {
    name: 'a CustomResourceDefinition',
    text: 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: { group: example.com }\n',
    want: [['RULE_IS_CRD', 2, /^this is a CustomResourceDefinition, not a rule; give it with --crd$/]],
  },
  {
    name: 'another object of Kubernetes',
    text: 'apiVersion: v1\nkind: ConfigMap\ndata: {}\n',
    want: [['RULE_OTHER_KIND', 2, /^this is a ConfigMap, not a rule/]],
  },
  {
    name: 'a policy of ours',
    text: 'apiVersion: karmorph.io/v1alpha1\nkind: ConversionPolicy\nspec: {}\n',
    want: [['RULE_OTHER_KIND', 2, /^this is a ConversionPolicy, not a rule/]],
  },
  {
    name: 'two documents',
    text: `${SPOKE}---\n${SPOKE}`,
    want: [['RULE_SYNTAX', 9, /not valid YAML: it has more than one document$/]],
  },
  { name: 'aliases that expand without end', text: BOMB, want: [['RULE_SYNTAX', 2, /alias/]] },
  {
    name: 'an alias without an anchor',
    text: `a: 1\nb: &x 2\nc: [*x]\nd: *y\n`,
    want: [['RULE_SYNTAX', 4, /alias.*y/]],
  },
  { name: 'nesting without end', text: `a: ${'['.repeat(100_000)}`, want: [['RULE_SYNTAX', 1, /deeper than 200/]] },
  { name: 'too large', text: `# ${'é'.repeat(512 * 1024)}`, want: [['RULE_TOO_LARGE', 1, /1048576 bytes/]] },
  { name: 'nothing', text: '', want: [['RULE_INVALID', 1, /the rule: must be an object/]] },
  { name: 'a list', text: '- a', want: [['RULE_INVALID', 1, /the rule: must be an object/]] },
  {
    name: 'another kind of object',
    text: SPOKE.replace('ConversionRule', 'Rule'),
    want: [['RULE_INVALID', 2, /^kind: .*"ConversionRule"/]],
  },
  {
    name: 'no name and no hub',
    text: SPOKE.replace('name: widgets.example.com', 'title: x').replace('  hub: example.com/v1\n', ''),
    want: [
      ['RULE_INVALID', 3, /^metadata\.name: is missing/],
      ['RULE_INVALID', 5, /^spec\.hub: is missing/],
    ],
  },
  {
    name: 'a kind in lower case',
    text: SPOKE.replace('Widget\n', 'widgets\n'),
    want: [['RULE_INVALID', 5, /^spec\.kind: .*CamelCase/]],
  },
  {
    name: 'a bad apiVersion, in both places',
    text: `${HEAD.replace('example.com/v1', 'Example/v1')}    - apiVersions: [example.com/v1beta1, v1beta2/x/]\n`,
    want: [
      ['RULE_INVALID', 6, /^spec\.hub: .*GROUP\/VERSION/],
      ['RULE_INVALID', 8, /^spec\.spokes\[0\]\.apiVersions\[1\]: .*GROUP\/VERSION/],
    ],
  },
  { name: 'no spokes', text: HEAD.replace('spokes:', 'spokes: []'), want: [['RULE_INVALID', 7, /one spoke at least/]] },
  {
    name: 'a spoke without versions',
    text: `${HEAD}    - apiVersions: []\n`,
    want: [['RULE_INVALID', 8, /one apiVersion at least/]],
  },
  {
    name: 'a field that a rule does not have',
    text: `${SPOKE}      lense: []\n  default: {}\n`,
    want: [
      ['RULE_INVALID', 9, /^spec\.spokes\[0\]\.lense: is not a field/],
      ['RULE_INVALID', 10, /^spec\.default: is not a field/],
    ],
  },
  {
    name: 'both lens and code',
    text: `${SPOKE}      lens: []\n      code: x\n`,
    want: [['RULE_INVALID', 8, /either `lens` or `code`/]],
  },
  {
    name: 'code that does not exist',
    text: `${SPOKE}      code: ingress\n`,
    want: [['RULE_CODE_UNKNOWN', 9, /"ingress"/]],
  },
  {
    name: 'code named like something that every object inherits',
    text: `${SPOKE}      code: constructor\n`,
    want: [['RULE_CODE_UNKNOWN', 9, /"constructor"/]],
  },
  {
    name: 'steps with mistakes of their own',
    text: `${LENS}        - map: { field: a, values: { x: z, y: z } }
        - map: { field: a, values: { x: y }, other: lose }
        - cel: { from: a, to: b, up: 'self +', down: self }
        - { when: { field: a }, lens: [] }
        - { when: { field: a, equals: 1, spoke: 'true' }, lens: [] }
        - { when: { spoke: 'true', hub: 'object.all(x, self.y(x))' }, lens: [] }
        - scale: { from: a, to: b, factor: 1.5 }
`,
    want: [
      ['RULE_INVALID', 10, /two values become "z"/],
      ['RULE_INVALID', 11, /`other: lose` needs a `reason`/],
      ['RULE_INVALID', 12, /Unexpected token: EOF \(at character 7\)/],
      ['RULE_INVALID', 13, /either `field` and `equals`, or `spoke` and `hub`/],
      ['RULE_INVALID', 14, /either `field` and `equals`, or `spoke` and `hub`/],
      ['RULE_INVALID', 15, /there is no method y \(at character 15\)/],
      ['RULE_INVALID', 16, /factor/],
    ],
  },
  {
    name: 'defaults by code that does not exist, in a spoke and in the hub',
    text: `${SPOKE}      defaultsCode: toString\n  defaultsCode: x\n`,
    want: [
      ['RULE_CODE_UNKNOWN', 10, /"x"/],
      ['RULE_CODE_UNKNOWN', 9, /"toString"/],
    ],
  },
  {
    name: 'defaults for what is no field',
    text: `${SPOKE}      defaults:
        - { path: 'spec.rules[*]', value: 1 }
        - { path: spec.a }
        - { path: spec.b, value: 1, if: { c: 1 } }
`,
    want: [
      ['RULE_INVALID', 10, /"spec\.rules\[\*\]" does not end in a field/],
      ['RULE_INVALID', 11, /value: is missing/],
      ['RULE_INVALID', 12, /if: is not a field here/],
    ],
  },
  {
    name: 'a version named twice',
    text: `${HEAD}    - apiVersions:
        - example.com/v1beta1
        - example.com/v1beta1
    - apiVersions: [example.com/v1alpha1]
    - apiVersions:
        - example.com/v1
        - example.com/v1alpha1
`,
    want: [
      ['RULE_VERSION_TWICE', 10, /example\.com\/v1beta1 twice/],
      ['RULE_VERSION_TWICE', 13, /example\.com\/v1 twice/],
      ['RULE_VERSION_TWICE', 14, /example\.com\/v1alpha1 twice/],
    ],
  },
  {
    name: 'a list without its dash, once for each line that it breaks, with no place but the one in front',
    text: `${LENS}        - move: { from: a, to: b }\n          set: x: y\n`,
    want: [['RULE_SYNTAX', 11, /: Nested mappings are not allowed in compact mappings$/]],
  },
  {
    name: 'a lens that is misspelled where it is used, and not told again as unused',
    text: `${LENS}        - { at: spec, use: comon }\n  lenses:\n    common: [{ move: { from: a, to: b } }]\n`,
    want: [['RULE_LENS_UNKNOWN', 10, /"comon", which spec\.lenses does not have; perhaps it is common$/]],
  },
  {
    name: 'a lens that no step runs, and a step that is misspelled',
    text: `${LENS}        - use: common\n        - mvoe: { from: a, to: b }\n  lenses:\n    common: [{ move: { from: a, to: b } }]\n`,
    want: [
      ['RULE_STEP_UNKNOWN', 10, /"use"; known are .*; a lens is run by `at`, .* or by `when`$/],
      ['RULE_STEP_UNKNOWN', 11, /"mvoe"; known are .*; perhaps it is move$/],
    ],
  },
  {
    name: 'values of another kind',
    text: `${LENS}        - scale: { from: a, to: b, factor: 0.1 }
        - map: { field: a, values: { x: y }, other: loose, reason: x }
        - drop: { side: member, path: a, reason: x }
        - map: { field: a, values: { x: y }, reason: x }
        - map: { field: a, values: { x: y }, other: fail }
`,
    want: [
      ['RULE_INVALID', 10, /factor: must be an integer$/],
      ['RULE_INVALID', 11, /other: must be one of "keep", "lose", "fail"; perhaps it is lose$/],
      ['RULE_INVALID', 12, /side: must be one of "spoke", "hub"$/],
      ['RULE_INVALID', 13, /map: a reason is for `other: lose` and `other: fail`$/],
      ['RULE_INVALID', 14, /map: `other: fail` needs a `reason`: why such a value is refused, in one sentence$/],
    ],
  },
  {
    name: 'an unknown step',
    text: `${LENS}        - rename: { from: a, to: b }\n`,
    want: [['RULE_STEP_UNKNOWN', 10, /"rename"; known are move, at, /]],
  },
  { name: 'a step without a name', text: `${LENS}        - {}\n`, want: [['RULE_STEP_UNKNOWN', 10, /""; known are/]] },
  {
    name: 'two steps in one',
    text: `${LENS}        - move: { from: a, to: b }\n          drop: { side: hub, path: c, reason: x }\n`,
    want: [['RULE_INVALID', 11, /\[0\]\.drop: is not a field here/]],
  },
  {
    name: 'fields that are none',
    text: `${LENS}        - nest: { side: hub, into: __proto__, fields: [a, __proto__] }\n`,
    want: [
      ['RULE_INVALID', 10, /nest\.into: __proto__ is no field/],
      ['RULE_INVALID', 10, /nest\.fields\[1\]: __proto__ is no field/],
    ],
  },
  {
    name: 'a bad path, and a field that is missing',
    text: `${LENS}        - move: { from: "a[*].b", to: b }\n        - move: { from: a..b, to: __proto__.x }\n        - move: { from: a }\n`,
    want: [
      ['RULE_INVALID', 10, /move\.from: "a\[\*\]\.b" is not a path to one field/],
      ['RULE_INVALID', 11, /move\.from: "a\.\.b" is not a path to one field/],
      ['RULE_INVALID', 11, /move\.to: "__proto__\.x" is not a path to one field/],
      ['RULE_INVALID', 12, /lens\[2\]\.move\.to: is missing/],
    ],
  },
  {
    name: 'neither use nor lens, and an unknown lens',
    text: `${LENS}        - at: spec\n        - at: spec\n          use: backend\n        - at: spec\n          use: constructor\n`,
    want: [
      ['RULE_INVALID', 10, /use: NAME/],
      ['RULE_LENS_UNKNOWN', 12, /"backend"/],
      ['RULE_LENS_UNKNOWN', 14, /"constructor"/],
    ],
  },
  {
    name: 'a lens that uses itself, through another one',
    text: `${LENS}        - { at: spec, use: a }
  lenses:
    a:
      - { at: x, use: b }
    b:
      - at: y
        lens:
          - { at: z, use: a }
`,
    want: [['RULE_CYCLE', 17, /lens "a" uses itself/]],
  },
  {
    name: 'a lens that nothing uses, with a mistake in it',
    text: `${SPOKE}  lenses:\n    a:\n      - { at: "", use: b }\n`,
    want: [
      ['RULE_LENS_UNUSED', 11, /"a", which no spoke uses/],
      ['RULE_INVALID', 11, /spec\.lenses\.a\[0\]\.at: "" is not a path/],
    ],
  },
  {
    name: 'a mistake deep inside',
    text: `${LENS}        - at: spec\n          lens:\n            - at: items[*]\n              lens:\n                - oops: 1\n`,
    want: [['RULE_STEP_UNKNOWN', 14, /"oops"/]],
  },
  {
    name: 'families of one shape: the same version twice, one version only, and a bad kind',
    text: `apiVersion: karmorph.io/v1alpha1
kind: SameShapeRules
families:
  - { name: a.example.com, kind: A, versions: [example.com/v1, example.com/v1] }
  - { name: b.example.com, kind: B, versions: [example.com/v1] }
  - { name: c.example.com, kind: c, versions: [example.com/v1, example.com/v2] }
`,
    want: [
      ['RULE_INVALID', 4, /^families\[0\]\.versions\[1\]: example\.com\/v1 is named twice/],
      ['RULE_INVALID', 5, /two versions at least/],
      ['RULE_INVALID', 6, /^families\[2\]\.kind: .*CamelCase/],
    ],
  },
];

describe('a broken rule', () => {
  for (const { name, text, want } of cases) {
    it(name, () => {
      const diagnostics = diagnosticsOf(text);
      expect(diagnostics.map(({ code, line }) => [code, line])).to.deep.equal(want.map(([code, line]) => [code, line]));
      want.forEach(([, , message], index) => expect(diagnostics[index]?.message).to.match(message));
      for (const { hint, file } of diagnostics) expect([hint.length > 10, file]).to.deep.equal([true, 'rule.yaml']);
    });
  }

  it('is told in one line, with what to do', () => {
    const [first] = diagnosticsOf(`${SPOKE}      code: x\n`);
    expect(first && formatDiagnostic(first)).to.equal(
      'rule.yaml:9:13: RULE_CODE_UNKNOWN rule widgets.example.com names the TypeScript lens "x", which does not exist. ' +
        'Only built-in rules can name TypeScript lenses; write `lens` steps instead.',
    );
  });
});
