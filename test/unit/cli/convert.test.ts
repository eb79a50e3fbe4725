import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import { runConvert, type ConvertOptions } from '../../../src/cli/convert.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { memoryStreams, type MemoryStreams } from '../../support/memory-streams.ts';

const rules = loadBuiltinRules();

/** Two targets for CPU: autoscaling/v1 has room for one. */
const lossy = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    maxReplicas: 3,
    scaleTargetRef: { kind: 'Deployment', name: 'web' },
    metrics: [60, 80].map((averageUtilization) => ({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
    })),
  },
};

describe('runConvert', () => {
  async function run(options: Partial<ConvertOptions>, input = '') {
    const streams = memoryStreams(input);
    return { status: await convert(options, streams), ...streams.output };
  }

  function convert(options: Partial<ConvertOptions>, streams: Pick<MemoryStreams, 'stdin' | 'stdout' | 'stderr'>) {
    return runConvert(
      { files: ['-'], to: 'v1', output: 'yaml', pin: true, others: 'fail', rulePaths: [], ...options },
      rules,
      streams,
    );
  }

  const pod = '{"apiVersion":"v1","kind":"Pod"}';
  const cases: readonly {
    name: string;
    options: Partial<ConvertOptions>;
    input: string;
    status: number;
    stdout?: RegExp;
    stderr?: RegExp;
  }[] = [
    {
      name: 'YAML',
      options: {},
      input: `${pod}\n---\napiVersion: v1\nkind: Pod\n`,
      status: 0,
      stdout: /^apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\n$/,
    },
    {
      name: 'what the author means by a field that is left out',
      options: { to: 'apps/v1beta1', output: 'jsonl' },
      input: '{"apiVersion":"apps/v1","kind":"Deployment","spec":{}}',
      status: 0,
      stdout: /^\{"object":\{"apiVersion":"apps\/v1beta1",.*"spec":\{"revisionHistoryLimit":10\}\},"losses":\[\]\}\n$/,
    },
    {
      name: 'an object of an API server, as it is',
      options: { to: 'apps/v1beta1', output: 'jsonl', pin: false },
      input: '{"apiVersion":"apps/v1","kind":"Deployment","spec":{}}',
      status: 0,
      stdout: /"spec":\{\}\}/,
    },
    {
      name: 'one object as JSON',
      options: { output: 'json' },
      input: pod,
      status: 0,
      stdout: /^\{\n {2}"apiVersion": "v1",\n {2}"kind": "Pod"\n\}\n$/,
    },
    {
      name: 'three objects as a List',
      options: { output: 'json' },
      input: `${pod}\n${pod}\n${pod}\n`,
      status: 0,
      stdout: /^\{\n {2}"apiVersion": "v1",\n {2}"kind": "List",\n {2}"items": \[\n {4}\{[^]*\}\n {2}\]\n\}\n$/,
    },
    {
      name: 'nothing as a warning',
      options: { output: 'json' },
      input: '',
      status: 0,
      stdout: /^$/,
      stderr: /^karmorph: warning: the input holds no object\n$/,
    },
    {
      name: 'a broken document as an error with its place',
      options: {},
      input: 'a: [\n',
      status: 1,
      stdout: /^$/,
      stderr: /^karmorph: error: stdin:1:5: the text is not valid YAML: [^:]+ \[YAML_SYNTAX\]\. Correct the document/,
    },
    {
      name: 'text as an error',
      options: { output: 'jsonl' },
      input: 'hello',
      status: 1,
      stdout: /^\{"error":\{"code":"OBJECT_NOT_KUBERNETES","message":"[^"]+"\}\}\n$/,
      stderr: /^$/,
    },
  ];
  for (const { name, options, input, status, stdout, stderr } of cases) {
    it(`prints ${name}`, async () => {
      const got = await run(options, input);
      expect(got.status, got.stderr).to.equal(status);
      if (stdout) expect(got.stdout).to.match(stdout);
      if (stderr) expect(got.stderr).to.match(stderr);
    });
  }

  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } };
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };
  const hpa = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' };
  const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
  const chart = lines(deployment, widget, hpa);
  const refused = (message: string, code: string) => ({ error: { code, message } });
  const others: readonly {
    name: string;
    options: Partial<ConvertOptions>;
    status: number;
    stdout: string;
    stderr?: string;
  }[] = [
    {
      name: 'fail',
      options: {},
      status: 1,
      stdout: lines(
        refused(
          'Deployment shop/web (stdin:1): no rule converts Deployment from apps/v1 to autoscaling/v1: rule deployments.apps knows apps/v1, apps/v1beta2, apps/v1beta1, extensions/v1beta1',
          'VERSION_UNKNOWN',
        ),
        refused('Widget (stdin:2): no rule converts Widget from example.com/v1 to autoscaling/v1', 'RULE_MISSING'),
        { object: hpa, losses: [] },
      ),
    },
    {
      name: 'keep',
      options: { others: 'keep' },
      status: 0,
      stdout: lines(...[deployment, widget, hpa].map((object) => ({ object, losses: [] }))),
    },
    {
      name: 'skip',
      options: { others: 'skip' },
      status: 0,
      stdout: lines({ object: hpa, losses: [] }),
      stderr: 'karmorph: left out 2 objects of kinds that no rule converts to autoscaling/v1\n',
    },
    {
      name: 'keep, where no rule knows the version',
      options: { others: 'keep', to: 'autoscaling/v9' },
      status: 1,
      stdout: '',
    },
  ];
  for (const { name, options, status, stdout, stderr = '' } of others) {
    it(`treats other kinds as asked: ${name}`, async () => {
      const got = await run({ to: 'autoscaling/v1', output: 'jsonl', ...options }, chart);
      expect(got.status).to.equal(status);
      if (stdout === '') expect(got.stdout.match(/^\{"error":/gm)).to.have.length(3);
      else expect(got.stdout).to.equal(stdout);
      expect(got.stderr).to.equal(stderr);
    });
  }

  describe('of an object with mistakes, prints nothing but where it is, the field and the rule', () => {
    const ingress = (spec: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec: ${spec}\n`;
    const named = (field: string) => `Ingress shop (stdin:3), rule ingresses.networking.k8s.io: spec.${field} must be`;
    const mistakes = [
      { name: 'a list for an object', spec: '{ rules: [{ http: [] }] }', want: named('rules[0].http') },
      { name: 'an object for a list', spec: '{ rules: { http: {} } }', want: named('rules') },
      { name: 'a text for an object', spec: '{ rules: [{ http: web }] }', want: named('rules[0].http') },
      {
        name: 'a list for a text',
        spec: '{ defaultBackend: { service: { port: { number: [80] } } } }',
        want: named('defaultBackend.service.port.number'),
      },
      { name: 'a key twice', spec: '{ rules: [], rules: [] }', want: 'stdin:6:20: the text is not valid YAML: ' },
    ];
    for (const { name, spec, want } of mistakes) {
      it(name, async () => {
        const { status, stdout, stderr } = await run(
          { to: 'networking.k8s.io/v1beta1' },
          `# A comment, so that it is not the first line.\n---\n${ingress(spec)}`,
        );
        expect([status, stdout]).to.deep.equal([1, '']);
        expect(stderr).to.contain(want);
      });
    }

    it('but null, in place of anything, is a field that is left out', async () => {
      const input = ingress('{ defaultBackend: { service: null, resource: null }, rules: null }');
      const { status, stdout } = await run({ to: 'networking.k8s.io/v1beta1', output: 'jsonl' }, input);
      expect([status, stdout]).to.deep.equal([
        0,
        '{"object":{"apiVersion":"networking.k8s.io/v1beta1","kind":"Ingress","metadata":{"name":"shop"},"spec":{"rules":null,"backend":{"service":null,"resource":null,"servicePort":0}}},"losses":[]}\n',
      ]);
    });
  });

  it('keeps broken objects as failures, whatever is asked for other kinds', async () => {
    const got = await run({ to: 'autoscaling/v1', output: 'jsonl', others: 'keep' }, '{"kind":"Pod"}\nnot json\n');
    expect(got.status).to.equal(1);
    expect(got.stdout).to.match(/"Pod \(stdin:1\): the object has no apiVersion or no kind".*\n.*"stdin:2: /);
  });

  it('says line and column of a mistake in a later YAML document', async () => {
    const got = await run({ output: 'jsonl' }, `${pod}\n---\n# note\na: 1\nb:\n  c: d\n  e: [1, 2\nf: 3\n`);
    const messages = got.stdout.match(/"stdin:\d+:\d+: the text is not valid YAML: [^"]*"/g);
    expect(messages).to.have.length(1);
    expect(messages?.[0]).to.match(/^"stdin:8:1: the text is not valid YAML: [^:]*[^:\s]"$/);
  });

  const stray: readonly { name: string; metadata: string; says: string }[] = [
    { name: 'name', metadata: 'name: n', says: 'metadata.name must be a string, but is the boolean false' },
    { name: 'namespace', metadata: 'namespace: on', says: 'metadata.namespace must be a string, but is the boolean' },
    {
      name: 'label',
      metadata: 'labels: {tier: 1}',
      says: 'metadata.labels.tier must be a string, but is the number 1',
    },
    {
      name: 'annotation',
      metadata: 'annotations: {a: {}}',
      says: 'metadata.annotations.a must be a string, but is an object',
    },
  ];
  for (const { name, metadata, says } of stray) {
    it(`refuses a ${name} that YAML reads as something else than text`, async () => {
      const got = await run({ output: 'jsonl' }, `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\n`);
      expect(got.status).to.equal(1);
      expect(got.stdout).to.include('"code":"FIELD_TYPE"').and.to.include(`"message":"Pod (stdin:1): ${says}`);
      const quoted = await run({ output: 'jsonl' }, 'apiVersion: v1\nkind: Pod\nmetadata: {name: "n", labels: }\n');
      expect(quoted.status).to.equal(0);
    });
  }

  it('prints losses with object, route, field, value, reason and what to do', async () => {
    const got = await run({ to: 'autoscaling/v1' }, JSON.stringify(lossy));
    expect(got.status).to.equal(0);
    expect(got.stderr).to.match(
      /^karmorph: HorizontalPodAutoscaler shop\/web \(autoscaling\/v2 -> autoscaling\/v1\) loses spec\.metrics\[1\]: \{.*"averageUtilization":80.*\}: .* \(conversions\/autoscaling\/horizontalpodautoscaler\/rule\.yaml:\d+\)\. Leave the field out/,
    );
  });

  it('puts losses into the line of the object with -o jsonl', async () => {
    const got = await run({ to: 'autoscaling/v1', output: 'jsonl' }, JSON.stringify(lossy));
    const [loss] = (JSON.parse(got.stdout) as { losses: readonly object[] }).losses;
    expect(loss).to.have.all.keys('path', 'value', 'reason', 'step').and.to.have.property('path', 'spec.metrics[1]');
    expect(got.stderr).to.equal('');
  });

  describe('with files', () => {
    let directory = '';
    before(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-convert-'))));
    after(() => {
      rmSync(directory, { recursive: true, force: true });
    });

    it('reads them and standard input in the order given', async () => {
      const file = join(directory, 'pod.json');
      writeFileSync(file, pod);
      const got = await run({ files: [file, '-'], output: 'jsonl' }, '{"apiVersion":"v1","kind":"Service"}');
      expect(got.stdout).to.match(/"Pod".*\n.*"Service".*\n$/);
    });

    for (const [name, file] of [
      ['a file that is not there', 'no.yaml'],
      ['a directory', '.'],
    ] as const) {
      it(`refuses ${name} before anything is printed`, async () => {
        const streams = memoryStreams(pod);
        const failure = await convert({ files: ['-', file] }, streams).catch((error: unknown) => error);
        expect(failure).to.have.nested.property('problem.code', 'INPUT_UNREADABLE');
        expect(streams.output.stdout).to.equal('');
      });
    }
  });

  for (const [name, code, want] of [
    ['ends quietly when the reader of the output goes away', 'EPIPE', 0],
    ['throws when the output cannot be written', 'ENOSPC', 'ENOSPC'],
  ] as const) {
    it(name, async () => {
      const error = Object.assign(new Error(code), { code });
      const stdout = new Writable({ write: (_chunk, _encoding, done) => done(error) });
      const streams = { ...memoryStreams(`${pod}\n`.repeat(100)), stdout };
      const outcome = await convert({ output: 'jsonl' }, streams).catch((thrown: unknown) => thrown);
      expect(outcome instanceof Error ? outcome.message : outcome).to.equal(want);
    });
  }
});
