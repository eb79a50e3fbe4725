import { expect } from 'chai';
import { compileCel, type CelResult } from '../../../src/cel/compile.ts';
import type { Json } from '../../../src/json/json.ts';

/** Far more than any of these takes, and far less than they take without bounds. */
const MAX_MS = 1500;

function evaluate(source: string, self: Json): CelResult {
  const compiled = compileCel(source, ['self']);
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return compiled.expression.evaluate({ self });
}

function nested(depth: number): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

class Instance {
  readonly a = 1;
}

const numbers = Array.from({ length: 3000 }, (_, i) => i);

/** Each variable is made of the one before it, twice. */
function doubling(first: string, twice: (name: string) => string): string {
  const times = 24;
  const inner = `v${String(times)}`;
  const binds = Array.from({ length: times }, (_, i) => `cel.bind(v${String(i + 1)}, ${twice(`v${String(i)}`)}, `);
  return `cel.bind(v0, ${first}, ${binds.join('')}${inner}${')'.repeat(times + 1)}`;
}

interface Hostile {
  readonly name: string;
  readonly source: string;
  readonly self: Json;
  readonly code: string;
}

const cases: readonly Hostile[] = [
  {
    name: 'exists in exists',
    source: 'self.exists(x, self.exists(y, x + y == -1))',
    self: numbers,
    code: 'CEL_BUDGET',
  },
  {
    name: 'exists_one in exists_one',
    source: 'self.exists_one(x, self.exists_one(y, x + y == -1))',
    self: numbers,
    code: 'CEL_BUDGET',
  },
  { name: 'map in map', source: 'self.map(x, self.map(y, x + y))', self: numbers, code: 'CEL_BUDGET' },
  {
    name: 'filter in filter',
    source: 'self.filter(x, self.filter(y, x < y) == [])',
    self: numbers,
    code: 'CEL_BUDGET',
  },
  {
    name: 'all that goes on after errors',
    source: 'self.all(x, self.all(y, x + y >= 0))',
    self: numbers,
    code: 'CEL_BUDGET',
  },
  {
    name: 'a refusal hidden by ||',
    source: 'self.all(x, self.all(y, x + y >= 0) || true) || true',
    self: numbers,
    code: 'CEL_BUDGET',
  },
  {
    name: 'a text that doubles',
    source: doubling('"0123456789abcdef"', (name) => `${name} + ${name}`),
    self: 1,
    code: 'CEL_BUDGET',
  },
  {
    name: 'a list that doubles',
    source: doubling('[1, 2, 3]', (name) => `${name} + ${name}`),
    self: 1,
    code: 'CEL_BUDGET',
  },
  {
    name: 'a result that holds the same list again and again',
    source: doubling('["x"]', (name) => `[${name}, ${name}]`),
    self: 1,
    code: 'CEL_RESULT',
  },
  {
    name: 'join',
    source: 'self.map(x, "0123456789abcdef".replace("", "xxxxxxxxxxxxxxxx")).join("y")',
    self: Array.from({ length: 50_000 }, () => 1),
    code: 'CEL_BUDGET',
  },
  {
    name: 'comparing large values for each element',
    source: 'self.all(x, self == self.map(y, y))',
    self: numbers,
    code: 'CEL_BUDGET',
  },
  { name: 'values that nest deep', source: 'self == self', self: nested(20_000), code: 'CEL_RESULT' },
  { name: 'a class instance', source: 'self.a', self: new Instance() as unknown as Json, code: 'CEL_RESULT' },
  { name: 'a date', source: 'self', self: new Date(0) as unknown as Json, code: 'CEL_RESULT' },
  { name: 'a result that is too large', source: 'self.map(x, self)', self: numbers.slice(0, 700), code: 'CEL_RESULT' },
  { name: 'a type', source: 'type(self)', self: 1, code: 'CEL_RESULT' },
  { name: 'no number', source: '0.0 / 0.0', self: 1, code: 'CEL_RESULT' },
  { name: 'a prototype', source: 'self.__proto__', self: {}, code: 'CEL_FAILED' },
  { name: 'a prototype by index', source: 'self["__proto__"].polluted', self: {}, code: 'CEL_FAILED' },
  { name: 'what every object inherits', source: 'self.constructor', self: {}, code: 'CEL_FAILED' },
  { name: 'a length that lists have in JavaScript', source: 'self.length', self: [], code: 'CEL_FAILED' },
  { name: 'division by zero', source: 'self / 0', self: 1, code: 'CEL_FAILED' },
  { name: 'an overflow', source: 'self * self', self: 9007199254740991, code: 'CEL_FAILED' },
  { name: 'types that only the value tells', source: 'self + 1', self: 'a', code: 'CEL_FAILED' },
];

describe('hostile CEL expressions', () => {
  for (const { name, source, self, code } of cases) {
    it(`${name} ends soon, with ${code}`, () => {
      const begin = performance.now();
      const result = evaluate(source, self);
      expect(performance.now() - begin).to.be.lessThan(MAX_MS);
      expect(result.ok ? 'no error' : result.problem.code).to.match(new RegExp(`^${code}`));
    });
  }

  it('a pattern that stalls other engines matches in linear time', () => {
    const begin = performance.now();
    expect(evaluate('self.matches("^(a+)+$")', `${'a'.repeat(100_000)}!`)).to.deep.equal({ ok: true, value: false });
    expect(performance.now() - begin).to.be.lessThan(MAX_MS);
  });

  it('a nested loop over 300 items is no attack', () => {
    const items = numbers.slice(0, 300);
    expect(evaluate('self.all(x, self.exists(y, y == x))', items)).to.deep.equal({ ok: true, value: true });
  });

  it('changes nothing that it is given', () => {
    const self = Object.freeze({ a: Object.freeze([1]) });
    evaluate('self.a + [2]', self);
    expect(self).to.deep.equal({ a: [1] });
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });
});
