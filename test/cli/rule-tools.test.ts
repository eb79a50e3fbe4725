import { expect } from 'chai';
import { builtCli, runBuiltCli } from '../support/built-cli.ts';

describe('the commands for authors of rules, as processes', function () {
  this.timeout(60_000);
  before(() => builtCli());

  const contract: readonly { args: readonly string[]; status: number; stdout: RegExp; stderr?: RegExp }[] = [
    { args: ['test'], status: 0, stdout: /\n\d+ cases, 0 failed; / },
    { args: ['test', '-o', 'junit'], status: 0, stdout: /^<\?xml [^]*<\/testsuites>\n$/ },
    { args: ['test', '-o', 'sarif'], status: 0, stdout: /"version": "2\.1\.0"/ },
    { args: ['test', 'no-such-folder'], status: 2, stdout: /^$/, stderr: /no-such-folder.*\[INPUT_UNREADABLE\]/ },
    { args: ['test', 'src/cli'], status: 2, stdout: /^$/, stderr: /src\/cli holds no rule \[RULE_FILE_NONE\]/ },
    { args: ['explain', 'Ingress'], status: 0, stdout: /`spec\.backend` becomes `spec\.defaultBackend`/ },
    {
      args: ['explain', 'widget', '--rules', 'test/rules/broken/no-reason.yaml'],
      status: 0,
      stdout: /^Widget {2}\(rule widgets\.example\.com\)[^]*\n {2}Lost, example\.com\/v1 -> example\.com\/v1beta1:\n/,
    },
    { args: ['explain', 'Gizmo'], status: 2, stdout: /^$/, stderr: /\[EXPLAIN_UNKNOWN\]/ },
    { args: ['explain', '--help'], status: 0, stdout: /Examples:\n {2}karmorph explain Ingress\n/ },
    {
      args: [
        'rule',
        'new',
        '--kind',
        'Lease',
        '--hub',
        'coordination.k8s.io/v1',
        '--spoke',
        'coordination.k8s.io/v1beta1',
      ],
      status: 0,
      stdout: /^metadata: \{ name: leases\.coordination\.k8s\.io \}$/m,
    },
    {
      args: [
        'rule',
        'new',
        '--kind',
        'Widgets',
        '--hub',
        'a/v1',
        '--spoke',
        'a/v1',
        '--crd',
        'test/rules/broken/widgets-crd.yaml',
      ],
      status: 2,
      stdout: /^$/,
      stderr: /it has Widget in example\.com\/v1beta1, example\.com\/v1; did you mean Widget\? \[RULE_CRD_OTHER\]/,
    },
    { args: ['rule', 'new', '--help'], status: 0, stdout: /Examples:\n {2}karmorph rule new --kind Ingress / },
    { args: ['lint'], status: 0, stdout: /\n\d+ rules, 0 mistakes\.\n$/ },
    {
      args: ['lint', 'test/rules/broken/widgets-crd.yaml'],
      status: 1,
      stdout: /^\S+:2:7: RULE_IS_CRD this is a CustomResourceDefinition, .*--crd.*\n0 rules, 1 mistake\.\n$/,
    },
    { args: ['lint', '--explain', 'NOPE'], status: 2, stdout: /^$/, stderr: /\[LINT_CODE_UNKNOWN\]/ },
    { args: ['lint', '--help'], status: 0, stdout: /Examples:\n {2}karmorph lint --crd / },
    { args: ['test', '--help'], status: 0, stdout: /Examples:\n {2}karmorph test my-rules\/\n/ },
  ];
  for (const { args, status, stdout, stderr = /^$/ } of contract) {
    it(`karmorph ${args.join(' ')} ends with ${String(status)}`, async () => {
      const run = await runBuiltCli(args);
      expect(run.status, run.stderr).to.equal(status);
      expect(run.stdout).to.match(stdout);
      expect(run.stderr).to.match(stderr);
    });
  }
});
