import { expect } from 'chai';
import { compileCel, type CelExpression } from '../../../src/cel/compile.ts';
import type { Json } from '../../../src/json/json.ts';

function compiled(source: string): CelExpression {
  const result = compileCel(source, ['self', 'object']);
  if (!result.ok) throw new Error(result.problem.message);
  return result.expression;
}

describe('CEL expressions', () => {
  const self = {
    replicas: 3,
    ratio: 0.5,
    big: 9007199254740993n,
    name: 'shop',
    ports: [{ n: 80 }, { n: 443, name: 'https' }],
    labels: { app: 'web', constructor: 'x', 'a/b': 'c' },
    none: null,
  };
  const values: readonly { readonly source: string; readonly want: Json | undefined }[] = [
    { source: 'self.replicas + 1', want: 4 },
    { source: 'self.big + 1', want: 9007199254740994n },
    { source: '10 - (5 - 3)', want: 8 },
    { source: '7 % (2 * 3)', want: 1 },
    { source: 'self.ratio * 2.0', want: 1 },
    { source: 'type(self.replicas) == int', want: true },
    { source: 'self.name + "-" + string(self.replicas)', want: 'shop-3' },
    { source: 'self.ports.map(p, p.n)', want: [80, 443] },
    { source: 'self.ports.filter(p, has(p.name)).map(p, p.name).join(",")', want: 'https' },
    { source: 'self.ports.map(p, p.n > 100, p)', want: [{ n: 443, name: 'https' }] },
    { source: 'self.ports.all(p, p.n > 0) && self.ports.exists(p, p.n == 443)', want: true },
    { source: 'self.ports.exists_one(p, p.n == 443)', want: true },
    { source: 'self.ports.all(p, self.ports.exists(q, q.n == p.n))', want: true },
    { source: 'self.labels.constructor + self.labels["a/b"]', want: 'xc' },
    { source: 'self.labels.filter(k, k == "app")', want: ['app'] },
    { source: 'self.labels', want: { app: 'web', constructor: 'x', 'a/b': 'c' } },
    { source: '"app" in self.labels && !("x" in self.labels)', want: true },
    { source: 'has(self.missing) ? 1 : 2', want: 2 },
    { source: 'self.?missing.orValue("none")', want: 'none' },
    { source: 'self.?missing', want: undefined },
    { source: 'self.?name', want: 'shop' },
    { source: 'self.none', want: null },
    { source: 'self.none == null', want: true },
    { source: '{"a": [1, "x", self.ratio], "b": {"c": true}}', want: { a: [1, 'x', 0.5], b: { c: true } } },
    { source: 'cel.bind(n, size(self.ports), n * n)', want: 4 },
    { source: 'self.name.matches("^s.*p$")', want: true },
    { source: '"a.b.a".replace("a", "xy")', want: 'xy.b.xy' },
    { source: '"ÄB".lowerAscii()', want: 'Äb' },
    { source: '"a,b".split(",")', want: ['a', 'b'] },
    { source: '"shop".substring(1, 3)', want: 'ho' },
    { source: 'self.ports == self.ports', want: true },
    { source: 'int("12") + int(2.9)', want: 14 },
  ];
  for (const { source, want } of values) {
    it(source, () => {
      const result = compiled(source).evaluate({ self, object: {} });
      expect(result).to.deep.equal({ ok: true, value: want });
    });
  }

  it('tell which variables they read', () => {
    const expression = compiled('self.a + 1');
    expect([expression.reads('self'), expression.reads('object')]).to.deep.equal([true, false]);
  });

  it('can be evaluated many times, each within its own budget', () => {
    const expression = compiled('self.list.all(x, x >= 0)');
    const list = Array.from({ length: 50_000 }, (_, i) => i);
    for (let i = 0; i < 10; i++)
      expect(expression.evaluate({ self: { list } })).to.deep.equal({ ok: true, value: true });
  });
});

describe('expressions that are refused', () => {
  const cases: readonly {
    readonly source: string;
    readonly reason: RegExp;
    /** The part of the text that the message is about. */
    readonly at?: string;
  }[] = [
    { source: 'self.a +', reason: /Unexpected token: EOF/ },
    { source: 'a.b.c + other.x', reason: /Unknown variable: a/, at: 'a' },
    { source: '1 + "a"', reason: /no such overload: int \+ string/ },
    { source: '__proto__', reason: /Reserved identifier|reserved/ },
    { source: '__tick', reason: /names that begin with __ are reserved/, at: '__tick' },
    { source: 'self.map(__x, __x)', reason: /reserved/, at: '__x' },
    { source: '1 + __matches("a")', reason: /there is no function __matches/, at: '__matches("a")' },
    { source: '"a".__matches("a")', reason: /there is no method __matches/ },
    { source: 'timestamp("2026-01-01T00:00:00Z")', reason: /there is no function timestamp/ },
    { source: 'self.getDayOfYear()', reason: /there is no method getDayOfYear/ },
    { source: 'constructor("x")', reason: /there is no function constructor/ },
    { source: 'b"abc"', reason: /bytes/ },
    { source: 'self.a.matches(self.b)', reason: /the pattern of matches\(\) is a literal/, at: 'self.b' },
    { source: 'self.a.matches("(a")', reason: /missing/, at: '"(a"' },
    { source: 'self.a.matches("a{1000}{1000}")', reason: /repeat|repetition|invalid/i },
    { source: `self.a.matches("${'a'.repeat(501)}")`, reason: /longer than 500/ },
    { source: '{"constructor": 1}', reason: /cannot have the key constructor/, at: '"constructor"' },
    { source: '{self.a: 1}', reason: /literal string/, at: 'self.a' },
    { source: 'self.all(x, self.all(y, self.all(z, true)))', reason: /comprehensions/, at: 'self.all(z, true)' },
    { source: 'self.map(x, self.map(y, self.filter(z, true).map(u, u)))', reason: /comprehensions/ },
    { source: '('.repeat(100) + '1' + ')'.repeat(100), reason: /maxDepth/ },
    { source: `[${'1,'.repeat(1001)}1]`, reason: /maxListElements/ },
    { source: `1${' + 1'.repeat(2600)}`, reason: /longer than/ },
  ];
  for (const { source, reason, at } of cases) {
    it(source.slice(0, 60), () => {
      const result = compileCel(source, ['self']);
      if (result.ok) throw new Error('it was not refused');
      expect(result.problem.code).to.equal('CEL_INVALID');
      expect(result.problem.message).to.match(reason);
      if (at !== undefined) expect(source.slice(result.start, result.end)).to.equal(at);
    });
  }

  it('two comprehensions beside each other are no nesting', () => {
    expect(compileCel('self.filter(x, x > 1).filter(x, x > 2).map(x, self.map(y, x))', ['self']).ok).to.equal(true);
  });
});
