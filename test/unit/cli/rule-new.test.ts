import { join } from 'node:path';
import { expect } from 'chai';
import { readCrd } from '../../../src/cli/crd-file.ts';
import { runRuleNew, type RuleNewOptions } from '../../../src/cli/rule-new.ts';
import { formatDiagnostic } from '../../../src/rules/diagnostic.ts';
import { lintRules } from '../../../src/rules/lint/lint-rules.ts';
import { packagedSchemas } from '../../../src/rules/lint/rule-schemas.ts';
import { PACKAGED_SCHEMAS } from '../../../src/schema/packaged.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

const crd = join(import.meta.dirname, '../../rules/broken/widgets-crd.yaml');
const widget = { kind: 'Widget', hub: 'example.com/v1', spoke: ['example.com/v1beta1'], crd };
const ingress = { kind: 'Ingress', hub: 'networking.k8s.io/v1', spoke: ['networking.k8s.io/v1beta1'] };
const hpa = { kind: 'HorizontalPodAutoscaler', hub: 'autoscaling/v2', spoke: ['autoscaling/v2beta1'] };
const runtimeClass = { kind: 'RuntimeClass', hub: 'node.k8s.io/v1', spoke: ['node.k8s.io/v1beta1'] };

describe('karmorph rule new', () => {
  async function run(options: RuleNewOptions): Promise<string> {
    const streams = memoryStreams();
    expect(await runRuleNew(options, streams)).to.equal(0);
    return streams.output.stdout;
  }

  for (const options of [widget, ingress, hpa, runtimeClass]) {
    it(`prints a rule for ${options.kind} that is complete but for what is open`, async () => {
      const text = await run(options);
      const { diagnostics } = lintRules(
        { file: 'rule.yaml', text },
        {
          codeOf: () => undefined,
          schemasOf: ({ spec: { kind } }) =>
            kind === 'Widget' ? readCrd(crd).schemas : packagedSchemas(kind, PACKAGED_SCHEMAS),
        },
      );
      const open = ['LINT_REASON_MISSING', 'LINT_REQUIRED_UNSET'];
      const left = diagnostics.filter(({ code }) => !open.includes(code));
      expect(left.map(formatDiagnostic), text).to.deep.equal([]);
    });
  }

  it('proposes a move for a field with a similar name, and a drop for any other', async () => {
    const text = await run(ingress);
    expect(text).to.match(/- move: \{ from: spec\.backend, to: spec\.defaultBackend \}|- drop: .*spec\.backend/);
    expect(text).to.match(/- at: 'spec\.rules\[\*\]\.http\.paths\[\*\]'\n {10}lens:\n/);
    expect(text).to.contain("path: backend.serviceName, reason: 'TODO: a string that only the spoke has'");
    expect(await run(widget)).to.match(/^metadata: \{ name: widgets\.example\.com \}$/m);
  });

  it('has each spoke that it is asked for', async () => {
    const text = await run({ ...ingress, spoke: ['networking.k8s.io/v1beta1', 'extensions/v1beta1'] });
    expect(text.match(/^ {4}- apiVersions: .*$|^ {6}lens:$/gm)).to.deep.equal([
      '    - apiVersions: [networking.k8s.io/v1beta1]',
      '      lens:',
      '    - apiVersions: [extensions/v1beta1]',
      '      lens:',
    ]);
  });

  it('says when nothing differs', async () => {
    expect(await run(runtimeClass)).to.contain('# No field differs');
  });

  const refusals: readonly { name: string; options: RuleNewOptions; code: string; says: RegExp }[] = [
    {
      name: 'an unknown kind',
      options: { ...ingress, kind: 'Ingres' },
      code: 'RULE_SCHEMA_UNKNOWN',
      says: /Ingres in networking\.k8s\.io\/v1; did you mean Ingress\?$/,
    },
    {
      name: 'an unknown version of a built-in kind',
      options: { ...ingress, spoke: ['extensions/v1beta2'] },
      code: 'RULE_SCHEMA_UNKNOWN',
      says: /; there is networking\.k8s\.io\/v1, .*extensions\/v1beta1; did you mean extensions\/v1beta1\?$/,
    },
    {
      name: 'an unknown version',
      options: { ...widget, spoke: ['example.com/v1beta9'] },
      code: 'RULE_CRD_OTHER',
      says: /v1beta9: it has Widget in example\.com\/v1beta1, example\.com\/v1; did you mean example\.com\/v1beta1\?$/,
    },
    {
      name: 'the hub as a spoke',
      options: { ...widget, spoke: ['example.com/v1'] },
      code: 'RULE_VERSION_TWICE',
      says: /names the version example\.com\/v1 twice$/,
    },
    {
      name: 'a kind that the CRD does not have',
      options: { ...widget, kind: 'Widgit' },
      code: 'RULE_CRD_OTHER',
      says: /does not have the kind Widgit: it has Widget in .*; did you mean Widget\?$/,
    },
    {
      name: 'a file that is not there',
      options: { ...widget, crd: 'no.yaml' },
      code: 'CRD_FILE_UNUSABLE',
      says: /^the file no\.yaml that --crd names cannot be used: no such file$/,
    },
    {
      name: 'a file with something else',
      options: { ...widget, crd: join(crd, '../no-reason.yaml') },
      code: 'CRD_FILE_UNUSABLE',
      says: /: it is a ConversionRule, not a CustomResourceDefinition$/,
    },
  ];
  for (const { name, options, code, says } of refusals) {
    it(`refuses ${name}`, async () => {
      const refusal: unknown = await run(options).catch((error: unknown) => error);
      expect(refusal).to.have.nested.property('problem.code', code);
      expect(refusal).to.have.property('message').that.matches(says);
    });
  }
});
