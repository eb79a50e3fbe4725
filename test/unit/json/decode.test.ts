import { expect } from 'chai';
import { decodeJson, MAX_DEPTH } from '../../../src/json/decode.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import type { Json } from '../../../src/json/json.ts';

const nested = (levels: number, inside = '') => '['.repeat(levels) + inside + ']'.repeat(levels);

describe('decodeJson', () => {
  const good: readonly { name: string; text: string; want: Json }[] = [
    { name: 'plain values', text: '[1, -0.5, "a", true, null, {}]', want: [1, -0.5, 'a', true, null, {}] },
    { name: 'the largest safe integer', text: '9007199254740991', want: 9007199254740991 },
    { name: 'the first integer beyond', text: '9007199254740993', want: 9007199254740993n },
    { name: 'a negative one', text: '{"a":-9223372036854775808}', want: { a: -9223372036854775808n } },
    { name: 'long digits in text', text: '{"a":"9007199254740993"}', want: { a: '9007199254740993' } },
    { name: 'a long fraction', text: '[0.12345678901234567890, 1]', want: [0.12345678901234568, 1] },
    { name: 'an exponent', text: '[1e3, 12345678901234567e-2]', want: [1000, 123456789012345.67] },
    { name: 'a key twice: the last wins', text: '{"a":1,"a":2}', want: { a: 2 } },
    {
      name: 'a key twice beside a large integer: the last wins',
      text: '{"a":1,"b":12345678901234567890,"a":2}',
      want: { a: 2, b: 12345678901234567890n },
    },
    { name: 'keys that objects inherit', text: '{"constructor":1}', want: { constructor: 1 } },
    { name: 'a text __proto__', text: '["__proto__"]', want: ['__proto__'] },
  ];
  for (const { name, text, want } of good) {
    it(name, () => expect(decodeJson(text)).to.deep.equal({ ok: true, value: want }));
  }

  it('accepts the depth that is allowed', () => expect(decodeJson(nested(MAX_DEPTH))).to.have.property('ok', true));

  const bad: readonly { name: string; text: string; code: string }[] = [
    { name: 'nothing', text: '', code: 'JSON_SYNTAX' },
    { name: 'a trailing comma', text: '{"a":1,}', code: 'JSON_SYNTAX' },
    { name: 'two documents', text: '{}{}', code: 'JSON_SYNTAX' },
    { name: 'NaN', text: '[NaN]', code: 'JSON_SYNTAX' },
    { name: 'a broken document with long numbers', text: '{"a":9007199254740993,}', code: 'JSON_SYNTAX' },
    { name: 'a number beyond a double', text: '{"a":{"b":[1e400]}}', code: 'JSON_SYNTAX' },
    { name: 'an integer of thousands of digits', text: `[${'9'.repeat(5000)}]`, code: 'JSON_SYNTAX' },
    { name: 'a negative one', text: `[-${'9'.repeat(5000)}]`, code: 'JSON_SYNTAX' },
    { name: 'nesting one level too deep', text: nested(MAX_DEPTH + 2), code: 'JSON_TOO_DEEP' },
    { name: 'nesting without end', text: nested(100_000), code: 'JSON_TOO_DEEP' },
    {
      name: 'nesting without end around a long number',
      text: nested(100_000, '9007199254740993'),
      code: 'JSON_TOO_DEEP',
    },
    { name: 'a key __proto__', text: '{"__proto__":{"polluted":1}}', code: 'JSON_FORBIDDEN_KEY' },
    { name: 'one deep inside', text: '{"a":[{"__proto__":1}]}', code: 'JSON_FORBIDDEN_KEY' },
    { name: 'one written with an escape', text: '{"\\u005f_proto__":1}', code: 'JSON_FORBIDDEN_KEY' },
    {
      name: 'one beside a long number',
      text: '{"__proto__":{"a":1},"n":9007199254740993}',
      code: 'JSON_FORBIDDEN_KEY',
    },
  ];
  for (const { name, text, code } of bad) {
    it(`refuses ${name}`, () => {
      expect(decodeJson(text)).to.have.nested.property('problem.code', code);
      expect({}).not.to.have.property('polluted');
    });
  }
});

describe('encodeJson', () => {
  const cases: readonly { name: string; value: Json; want: string }[] = [
    { name: 'keeps the order of keys', value: { b: 1, a: 2 }, want: '{"b":1,"a":2}' },
    { name: 'leaves out what is undefined', value: { a: undefined, b: 1 }, want: '{"b":1}' },
    { name: 'keeps null', value: { a: null, b: [null] }, want: '{"a":null,"b":[null]}' },
    { name: 'writes every digit', value: { a: 9007199254740993n }, want: '{"a":9007199254740993}' },
    {
      name: 'writes the same beside a long number as without one',
      value: { n: 9007199254740993n, a: undefined, b: [1.5, null, {}, []], c: '"\\\u2028é\n' },
      want: '{"n":9007199254740993,"b":[1.5,null,{},[]],"c":"\\"\\\\\u2028é\\n"}',
    },
  ];
  for (const { name, value, want } of cases) {
    it(name, () => {
      expect(encodeJson(value)).to.equal(want);
      expect(encodeJson(decoded(encodeJson(value, 2)))).to.equal(want);
    });
  }

  it('indents alike with and without long numbers', () => {
    const value = { a: [1, { b: [] }], c: {} };
    const long = encodeJson({ ...value, n: 9007199254740993n }, 2);
    expect(long.replace(',\n  "n": 9007199254740993', '')).to.equal(encodeJson(value, 2));
  });

  it('fails for what is not JSON', () => {
    const circle: Record<string, Json> = {};
    circle.self = circle;
    expect(() => encodeJson(circle)).to.throw();
  });
});

function decoded(text: string): Json {
  const result = decodeJson(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}
