import { expect } from 'chai';
import type { Json } from '../../../src/json/json.ts';
import { decodeYaml, encodeYaml } from '../../../src/manifest/yaml.ts';

describe('decodeYaml', () => {
  const good: readonly { name: string; text: string; want: Json }[] = [
    { name: 'an empty document is null', text: '# nothing\n', want: null },
    { name: 'booleans as in YAML 1.1', text: 'a: no\nb: "no"\nc: on\n', want: { a: false, b: 'no', c: true } },
    { name: 'octal and hexadecimal numbers', text: 'a: 0777\nb: 0x10\n', want: { a: 511, b: 16 } },
    { name: 'base 60 stays text', text: 'a: 22:22\nb: 1:30.5\n', want: { a: '22:22', b: '1:30.5' } },
    { name: 'dates stay text', text: 'a: 2024-01-02\n', want: { a: '2024-01-02' } },
    { name: 'numbers', text: 'a: 1\nb: 1.5\nc: 1e3\nd: -0.25\n', want: { a: 1, b: 1.5, c: 1000, d: -0.25 } },
    {
      name: 'integers beyond 2^53 keep every digit',
      text: 'a: 9007199254740993\nb: [-12345678901234567890]\n',
      want: { a: 9007199254740993n, b: [-12345678901234567890n] },
    },
    { name: 'keys that are not text', text: '1: a\nyes: b\n', want: { 1: 'a', true: 'b' } },
    {
      name: 'anchors and merges',
      text: 'a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n',
      want: { a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 } },
    },
  ];
  for (const { name, text, want } of good) {
    it(name, () => expect(decodeYaml(text)).to.deep.equal({ ok: true, value: want }));
  }

  const bomb = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join()}]`),
  ];
  const bad: readonly { name: string; text: string; code: string }[] = [
    { name: 'a broken flow list', text: 'a: [1', code: 'YAML_SYNTAX' },
    { name: 'a key twice', text: 'a: 1\na: 2\n', code: 'YAML_SYNTAX' },
    { name: 'a key twice in braces, in a list', text: 'a: [{b: {c: 1, d: 2, c: 3}}]\n', code: 'YAML_SYNTAX' },
    { name: 'a tag that JSON has no value for', text: 'a: !!binary aGk=\n', code: 'YAML_SYNTAX' },
    { name: 'a tag of somebody else', text: 'a: !Ref x\n', code: 'YAML_SYNTAX' },
    { name: 'infinity', text: 'a: .inf\n', code: 'YAML_SYNTAX' },
    { name: 'aliases that expand without end', text: bomb.join('\n'), code: 'YAML_SYNTAX' },
    { name: 'a key __proto__', text: '__proto__: {a: 1}\n', code: 'JSON_FORBIDDEN_KEY' },
    { name: 'nesting that is too deep', text: `a: ${'['.repeat(300)}${']'.repeat(300)}`, code: 'JSON_TOO_DEEP' },
    { name: 'nesting that would exhaust the stack', text: `a: ${'['.repeat(20_000)}`, code: 'JSON_TOO_DEEP' },
  ];
  for (const { name, text, code } of bad) {
    it(`refuses ${name}`, () => expect(decodeYaml(text)).to.have.nested.property('problem.code', code));
  }

  it('tells where a key is there for the second time', () => {
    const decoded = decodeYaml('a:\n  b: {c: 1}\n  d: 2\n  b: 3\n');
    expect(decoded).to.deep.include({ ok: false, at: { line: 4, column: 3 } });
    expect(decoded).to.have.nested.property('problem.message').that.includes('Map keys must be unique');
  });

  it('reads a map of 50,000 keys in a time that grows with the text, and no faster', function () {
    this.timeout(10_000);
    const keys = Array.from({ length: 50_000 }, (_, index) => `k${String(index)}: 1\n`);
    expect(decodeYaml(keys.join(''))).to.include({ ok: true });
    expect(decodeYaml([...keys, 'k7: 2\n'].join(''))).to.deep.include({ at: { line: 50_001, column: 1 } });
  });

  it('refuses a document that is longer than it may be, unread', () => {
    expect(decodeYaml('a: 1', 4)).to.deep.equal({ ok: true, value: { a: 1 } });
    expect(decodeYaml('a: [1', 4)).to.have.nested.property('problem.code', 'YAML_TOO_LARGE');
  });
});

describe('encodeYaml', () => {
  const shared = { x: 1 };
  const cases: readonly { name: string; value: Json; want: string }[] = [
    { name: 'quotes text that YAML 1.1 reads as a boolean', value: { a: 'yes', b: 'n' }, want: 'a: "yes"\nb: "n"\n' },
    {
      name: 'quotes text that looks like a number, a time or null',
      value: ['1', '22:22', '0x1f', 'null', '1e3'],
      want: '- "1"\n- "22:22"\n- "0x1f"\n- "null"\n- "1e3"\n',
    },
    { name: 'keeps every digit', value: { a: 12345678901234567890n }, want: 'a: 12345678901234567890\n' },
    { name: 'writes a shared part out each time', value: { a: shared, b: shared }, want: 'a:\n  x: 1\nb:\n  x: 1\n' },
    {
      name: 'does not fold long text',
      value: { a: 'word '.repeat(40).trim() },
      want: `a: ${'word '.repeat(40).trim()}\n`,
    },
  ];
  for (const { name, value, want } of cases) {
    it(name, () => {
      expect(encodeYaml(value)).to.equal(want);
      expect(decodeYaml(want)).to.deep.equal({ ok: true, value });
    });
  }
});
