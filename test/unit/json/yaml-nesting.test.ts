import { expect } from 'chai';
import { yamlNestsDeeper } from '../../../src/json/yaml-nesting.ts';

const nested = (levels: number, open: string, close = '') => open.repeat(levels) + 'x' + close.repeat(levels);
const indented = (levels: number, line: string) =>
  Array.from({ length: levels }, (_, level) => ' '.repeat(level * 2) + line).join('\n');

describe('yamlNestsDeeper', () => {
  const deep: readonly { name: string; text: string }[] = [
    { name: 'flow lists', text: nested(300, '[', ']') },
    { name: 'flow lists that are not closed', text: nested(100_000, '[') },
    { name: 'flow maps', text: nested(300, '{a: ', '}') },
    { name: 'flow lists over many lines', text: nested(300, '[\n', ']\n') },
    { name: 'lists on one line', text: nested(300, '- ') },
    { name: 'complex keys on one line', text: nested(300, '? ') },
    { name: 'empty keys on one line', text: nested(300, ': ') },
    { name: 'maps by indentation', text: indented(300, 'a:') },
    { name: 'lists by indentation', text: indented(300, '-') },
    {
      name: 'many lists on each of many lines',
      text: Array(5)
        .fill(0)
        .map((_, i) => ' '.repeat(i * 140) + '- '.repeat(70))
        .join('\n'),
    },
    { name: 'after a text that looks closed', text: `a: "]]]]"\nb: ${nested(300, '[')}` },
  ];
  for (const { name, text } of deep) {
    it(`sees ${name}`, () => expect(yamlNestsDeeper(text, 200)).to.equal(true));
  }

  const flat: readonly { name: string; text: string }[] = [
    { name: 'a long list', text: '- a\n'.repeat(1000) },
    { name: 'a long list of maps', text: '- a: 1\n  b: [1]\n'.repeat(1000) },
    { name: 'a long map', text: Array.from({ length: 1000 }, (_, i) => `a${String(i)}:\n  b: {c: 1}`).join('\n') },
    { name: 'brackets in quoted text', text: `a: "${'['.repeat(1000)}"\nb: '${'{'.repeat(1000)}'` },
    { name: 'brackets in a block of text', text: `a: |\n${'  [{- ? :\n'.repeat(1000)}` },
    { name: 'brackets in plain text and in comments', text: `a: x${'['.repeat(1000)} # ${'['.repeat(1000)}\n` },
    { name: 'closing brackets alone', text: ']'.repeat(1000) },
    { name: 'text with colons', text: `a: ${'b:c'.repeat(1000)}` },
    { name: 'lines of Windows', text: '- a:\r\n    b: 1\r\n'.repeat(1000) },
    { name: 'nothing', text: '' },
  ];
  for (const { name, text } of flat) {
    it(`lets pass ${name}`, () => expect(yamlNestsDeeper(text, 200)).to.equal(false));
  }
});
