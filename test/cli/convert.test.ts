import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCli, runBuiltCli } from '../support/built-cli.ts';

const V1 = 'networking.k8s.io/v1';
const V1BETA1 = 'networking.k8s.io/v1beta1';

function ingress(name: string, apiVersion = V1): Record<string, unknown> {
  return { apiVersion, kind: 'Ingress', metadata: { name } };
}

const withResource = {
  ...ingress('lossy'),
  spec: { ingressClassName: 'nginx', rules: [] },
};

function lines(...values: unknown[]): string {
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)) + '\n').join('');
}

describe('karmorph convert, as a process', function () {
  this.timeout(60_000);
  let directory = '';
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-convert-'));
    await builtCli();
  });
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const contract: readonly {
    name: string;
    args: readonly string[];
    input?: string;
    status: number;
    stdout: string | RegExp;
    stderr?: string | RegExp;
  }[] = [
    {
      name: 'prints one JSON line per input object, in order, and goes on after a failure',
      args: ['--to', V1, '-o', 'jsonl'],
      input: lines(ingress('a', V1BETA1), 'not json', { kind: 'Pod' }, withResource, ''),
      status: 1,
      stdout: lines(
        { object: ingress('a'), losses: [] },
        /* the message is V8's */ '{"error":{"code":"JSON_SYNTAX","message":"stdin:2: the text is not valid JSON: Unexpected token \'o\', \\"not json\\" is not valid JSON"}}',
        { error: { code: 'OBJECT_NOT_KUBERNETES', message: 'Pod (stdin:3): the object has no apiVersion or no kind' } },
        { object: withResource, losses: [] },
      ),
      stderr: '',
    },
    {
      name: 'prints YAML documents by default',
      args: ['--to', V1],
      input: lines(ingress('a', V1BETA1), ingress('b')),
      status: 0,
      stdout: `apiVersion: ${V1}\nkind: Ingress\nmetadata:\n  name: a\n---\napiVersion: ${V1}\nkind: Ingress\nmetadata:\n  name: b\n`,
      stderr: '',
    },
    {
      name: 'prints one object as it is with -o json',
      args: ['--to', V1, '-o', 'json'],
      input: lines(ingress('a', V1BETA1)),
      status: 0,
      stdout: JSON.stringify(ingress('a'), null, 2) + '\n',
    },
    {
      name: 'prints several objects as a List with -o json',
      args: ['--to', V1, '-o', 'json'],
      input: lines({ apiVersion: 'v1', kind: 'List', items: [ingress('a', V1BETA1), ingress('b')] }),
      status: 0,
      stdout: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [ingress('a'), ingress('b')] }, null, 2) + '\n',
    },
    {
      name: 'keeps integers beyond 2^53',
      args: ['--to', V1, '-o', 'jsonl'],
      input: `apiVersion: ${V1}\nkind: Ingress\nspec: {x: 12345678901234567890}\n`,
      status: 0,
      stdout: `{"object":{"apiVersion":"${V1}","kind":"Ingress","spec":{"x":12345678901234567890}},"losses":[]}\n`,
    },
    {
      name: 'names object, place, code and what to do on standard error',
      args: ['--to', 'networking.k8s.io/v9'],
      input: lines(ingress('a')),
      status: 1,
      stdout: '',
      stderr:
        /^karmorph: error: Ingress a \(stdin:1\): .*networking\.k8s\.io\/v9.* \[VERSION_UNKNOWN\]\. Ask for .*\n$/,
    },
    {
      name: 'answers an empty input with nothing but a warning',
      args: ['--to', V1],
      status: 0,
      stdout: '',
      stderr: 'karmorph: warning: the input holds no object\n',
    },
    {
      name: 'refuses an unknown flag',
      args: ['--to', V1, '--nope'],
      status: 2,
      stdout: '',
      stderr: /unknown option '--nope'/,
    },
    {
      name: 'refuses a mistake in the name of --to',
      args: ['--too', V1],
      status: 2,
      stdout: '',
      stderr: /unknown option '--too'/,
    },
    { name: 'refuses a missing --to', args: [], status: 2, stdout: '', stderr: /required option '--to <apiVersion>'/ },
    {
      name: 'refuses a --to that is no apiVersion',
      args: ['--to', 'Ingress'],
      status: 2,
      stdout: '',
      stderr: /an apiVersion is GROUP\/VERSION/,
    },
    {
      name: 'refuses an unknown output format',
      args: ['--to', V1, '-o', 'table'],
      status: 2,
      stdout: '',
      stderr: /Allowed choices are yaml, json, jsonl/,
    },
    {
      name: 'refuses a word too many',
      args: ['--to', V1, 'extra'],
      status: 2,
      stdout: '',
      stderr: /too many arguments/,
    },
    {
      name: 'refuses a missing file',
      args: ['--to', V1, '-f', 'missing.yaml'],
      status: 2,
      stdout: '',
      stderr: /cannot read missing\.yaml: no such file \[INPUT_UNREADABLE\]/,
    },
    {
      name: 'refuses a directory',
      args: ['--to', V1, '-f', '.'],
      status: 2,
      stdout: '',
      stderr: /cannot read \.: it is a directory/,
    },
    {
      name: 'prints help with an example',
      args: ['--help'],
      status: 0,
      stdout: /Examples:\n {2}karmorph convert -f ingress\.yaml/,
      stderr: '',
    },
  ];

  for (const { name, args, input, status, stdout, stderr } of contract) {
    it(name, async () => {
      const run = await runBuiltCli(['convert', ...args], input);
      expect(run.status, run.stderr).to.equal(status);
      matches(run.stdout, stdout);
      if (stderr !== undefined) matches(run.stderr, stderr);
    });
  }

  it('reads several files and standard input in the order given', async () => {
    const [first, last] = [join(directory, 'first.yaml'), join(directory, 'last.json')];
    writeFileSync(first, `apiVersion: ${V1BETA1}\nkind: Ingress\nmetadata: {name: first}\n`);
    writeFileSync(last, JSON.stringify(ingress('last', V1BETA1), null, 2));
    const args = ['convert', '-f', first, '-f', '-', '--filename', last, '--to', V1, '-o', 'jsonl'];
    const run = await runBuiltCli(args, lines(ingress('middle', V1BETA1)));
    expect(run.stdout).to.equal(
      lines(...['first', 'middle', 'last'].map((name) => ({ object: ingress(name), losses: [] }))),
    );
    expect(run.status).to.equal(0);
  });

  it('answers each line before the next one is written', async () => {
    const child = spawn(process.execPath, [await builtCli(), 'convert', '--to', V1, '-o', 'jsonl']);
    const answers = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
    for (const name of ['a', 'b', 'c']) {
      child.stdin.write(lines(ingress(name, V1BETA1)));
      expect((await answers.next()).value).to.equal(lines({ object: ingress(name), losses: [] }));
    }
    child.stdin.end();
    expect((await answers.next()).done).to.equal(true);
  });

  it('converts many objects in little memory', async () => {
    const object = { ...ingress('a', V1BETA1), metadata: { name: 'a', annotations: { filler: 'x'.repeat(1000) } } };
    const file = join(directory, 'many.jsonl');
    writeFileSync(file, lines(object).repeat(50_000));
    const child = spawn(process.execPath, [
      '--max-old-space-size=32',
      await builtCli(),
      'convert',
      '-f',
      file,
      '--to',
      V1,
      '-o',
      'jsonl',
    ]);
    let newlines = 0;
    child.stdout.on('data', (chunk: Buffer) => (newlines += chunk.toString('latin1').split('\n').length - 1));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).to.equal(0);
    expect(newlines).to.equal(50_000);
  });

  it('stops quietly when nobody reads the output any more', async () => {
    const child = spawn(process.execPath, [await builtCli(), 'convert', '--to', V1, '-o', 'jsonl']);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined).write(lines(ingress('a')));
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stdin.write(lines(ingress('b')).repeat(1000));
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).to.equal(0);
    expect(stderr).to.equal('');
  });
});

function matches(text: string, want: string | RegExp): void {
  if (typeof want === 'string') expect(text).to.equal(want);
  else expect(text).to.match(want);
}
