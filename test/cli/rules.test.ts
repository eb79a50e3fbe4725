import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCli, runBuiltCli } from '../support/built-cli.ts';
import { ruleObject, UNKNOWN_STEP } from '../support/conversion-rules.ts';

const WIDGET = JSON.stringify({ apiVersion: 'example.com/v1beta1', kind: 'Widget', metadata: { name: 'w' } });

describe('karmorph with --rules, as a process', function () {
  this.timeout(60_000);
  let directory = '';
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-rules-'));
    await builtCli();
  });
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function file(name: string, value: object): string {
    const path = join(directory, name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  }

  const convert = (rules: string, ...args: readonly string[]) =>
    runBuiltCli(['convert', '--to', 'example.com/v1', '-o', 'jsonl', '--rules', rules, ...args], WIDGET);

  it('converts a kind of one’s own', async () => {
    const { status, stdout, stderr } = await convert(file('widget.yaml', ruleObject('widgets.example.com')));
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(JSON.parse(stdout)).to.have.nested.property('object.apiVersion', 'example.com/v1');
  });

  it('says which built-in rules are replaced, when asked to', async () => {
    const spec = {
      kind: 'Ingress',
      hub: 'networking.k8s.io/v1',
      spokes: [{ apiVersions: ['networking.k8s.io/v1beta1'] }],
    };
    const rule = file('ingress.yaml', { ...ruleObject('mine'), spec });
    const { status, stderr } = await runBuiltCli(
      ['convert', '--to', 'networking.k8s.io/v1', '--rules', rule, '-v'],
      '{"apiVersion":"networking.k8s.io/v1beta1","kind":"Ingress","spec":{"backend":{}}}',
    );
    expect([status, stderr]).to.deep.equal([
      0,
      'karmorph: rule mine replaces the built-in rule ingresses.networking.k8s.io\n',
    ]);
  });

  it('says which step of which rule has lost a value, built in or of one’s own', async () => {
    const lens = [{ drop: { side: 'spoke', path: 'mode', reason: 'v1 has no modes' } }];
    const rule = file('lossy.yaml', ruleObject('widgets.example.com', { lens }));
    const widget = '{"apiVersion":"example.com/v1beta1","kind":"Widget","mode":"fast"}';
    const own = await runBuiltCli(['convert', '--to', 'example.com/v1', '--rules', rule], widget);
    expect(own.stderr).to.include(`loses mode: "fast": v1 has no modes (${rule}:1). Leave`);
    const port = '{"service":{"name":"a","port":{"number":80,"name":"b"}}}';
    const ingress = `{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","spec":{"defaultBackend":${port}}}`;
    const builtin = await runBuiltCli(['convert', '--to', 'networking.k8s.io/v1beta1'], ingress);
    expect(builtin.stderr).to.match(/ \(conversions\/networking\.k8s\.io\/ingress\/rule\.yaml:\d+\)\. Leave/);
  });

  for (const command of ['convert', 'serve']) {
    it(`${command} tells every mistake with its place, and exits with 2`, async () => {
      const path = file(
        'broken.yaml',
        ruleObject('broken', { kind: 'Broken', lens: [...UNKNOWN_STEP, ...UNKNOWN_STEP] }),
      );
      const args = command === 'convert' ? ['--to', 'v1'] : ['--embedded', '--cert-dir', join(directory, 'certs')];
      const { status, stdout, stderr } = await runBuiltCli([command, ...args, '--rules', path]);
      expect([status, stdout]).to.deep.equal([2, '']);
      const lines = stderr.trim().split('\n');
      expect(lines).to.have.length(2);
      for (const line of lines) {
        expect(line).to.match(/broken\.yaml:1:\d+: RULE_STEP_UNKNOWN rule broken has a step .*"rename"/);
      }
    });
  }

  it('names a path that is missing', async () => {
    const { status, stderr } = await convert(join(directory, 'none.yaml'));
    expect(status).to.equal(2);
    expect(stderr).to.match(/^karmorph: error: cannot read .*none\.yaml.*ENOENT.* \[INPUT_UNREADABLE\]/);
  });
});
