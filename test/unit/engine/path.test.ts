import { expect } from 'chai';
import { formatFieldPath, literalPath, parseFieldPath, parsePath } from '../../../src/engine/path.ts';

const key = (name: string) => ({ kind: 'key', key: name });
const items = { kind: 'items' };
const values = { kind: 'values' };

describe('parsePath', () => {
  const good = [
    { text: 'spec', want: [key('spec')] },
    { text: 'spec.backend', want: [key('spec'), key('backend')] },
    { text: 'spec.rules[*].http', want: [key('spec'), key('rules'), items, key('http')] },
    { text: 'a[*][*]', want: [key('a'), items, items] },
    { text: 'data.*', want: [key('data'), values] },
    { text: 'data.*[*].x', want: [key('data'), values, items, key('x')] },
    { text: '*', want: [values] },
    { text: 'metadata.annotations["a.com/b"]', want: [key('metadata'), key('annotations'), key('a.com/b')] },
    { text: '["a b"].c', want: [key('a b'), key('c')] },
    { text: 'a["*"]', want: [key('a'), key('*')] },
    { text: '$ref.a-b_c', want: [key('$ref'), key('a-b_c')] },
  ];
  for (const { text, want } of good) it(text, () => expect(parsePath(text)).to.deep.equal(want));

  const bad = [
    '',
    '.',
    '.a',
    'a.',
    'a..b',
    'a b',
    'a[0]',
    'a[',
    'a[]',
    'a[*]b',
    'a.[*]',
    '[*]',
    '[*].a',
    'ab*',
    'a.*b',
  ];
  const more = ['a[""]', 'a["b]', 'a/b', '__proto__', 'a.__proto__.b', 'a["__proto__"]', 'a\n'];
  for (const text of [...bad, ...more])
    it(`refuses ${JSON.stringify(text)}`, () => expect(parsePath(text)).to.equal(undefined));

  it('is a bug in the code when a literal path is none', () => {
    expect(literalPath('a')).to.deep.equal([key('a')]);
    expect(() => literalPath('a..b')).to.throw('not a path: a..b');
  });
});

describe('parseFieldPath', () => {
  const cases = [
    { text: 'a.b', want: ['a', 'b'] },
    { text: 'metadata.annotations["a.com/b"]', want: ['metadata', 'annotations', 'a.com/b'] },
    { text: 'a[*]', want: undefined },
    { text: 'a.*', want: undefined },
    { text: 'a..b', want: undefined },
  ];
  for (const { text, want } of cases) it(text, () => expect(parseFieldPath(text)).to.deep.equal(want));
});

describe('formatFieldPath', () => {
  const cases = [
    { parts: ['spec', 'rules', 0, 'host'], want: 'spec.rules[0].host' },
    { parts: ['metadata', 'annotations', 'a.com/b'], want: 'metadata.annotations["a.com/b"]' },
    { parts: ['a b'], want: '["a b"]' },
    { parts: [], want: '' },
  ];
  for (const { parts, want } of cases) it(want || 'nothing', () => expect(formatFieldPath(parts)).to.equal(want));
});
