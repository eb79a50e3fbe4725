import { expect } from 'chai';
import type { Json } from '../../../src/json/json.ts';
import { documentsOf } from '../../../src/manifest/documents.ts';
import { linesOf } from '../../../src/manifest/lines.ts';

async function* chunked(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield Promise.resolve(bytes.subarray(i, i + size));
}

/** Each document as `line: value`, or as `line: CODE`. */
async function read(text: string, chunkSize = 1024): Promise<readonly [number, Json | undefined][]> {
  const documents: [number, Json | undefined][] = [];
  for await (const { line, decoded } of documentsOf(linesOf(chunked(text, chunkSize)))) {
    documents.push([line, decoded.ok ? decoded.value : decoded.problem.code]);
  }
  return documents;
}

describe('documentsOf', () => {
  const cases: readonly { name: string; text: string; want: readonly [number, Json][] }[] = [
    { name: 'nothing', text: '', want: [] },
    { name: 'blank lines, comments and separators only', text: '\n# none\n---\n---\n# end\n...\n', want: [] },
    { name: 'one YAML document', text: 'a: 1\nb: [x]\n', want: [[1, { a: 1, b: ['x'] }]] },
    {
      name: 'YAML documents with comments and empty ones between',
      text: '# first\na: 1\n---\n---\n# second\n\nb: 2\n---\n',
      want: [
        [2, { a: 1 }],
        [7, { b: 2 }],
      ],
    },
    {
      name: 'content on the separator line',
      text: '--- {"a": 1}\n--- # note\nb: 2',
      want: [
        [1, { a: 1 }],
        [3, { b: 2 }],
      ],
    },
    { name: 'a directive before a document', text: '%YAML 1.2\n---\na: 1\n', want: [[3, { a: 1 }]] },
    {
      name: 'dashes that are no separator',
      text: 'a: |\n  ---\n  x\nb: ---x\n',
      want: [[1, { a: '---\nx\n', b: '---x' }]],
    },
    { name: 'Windows line ends and a byte order mark', text: '\uFEFFa: 1\r\nb: 2\r\n', want: [[1, { a: 1, b: 2 }]] },
    {
      name: 'JSON lines, with blank lines and no line end at the end',
      text: '{"a":1}\n\n{"a":2}\n{"a":3}',
      want: [
        [1, { a: 1 }],
        [3, { a: 2 }],
        [4, { a: 3 }],
      ],
    },
    {
      name: 'JSON documents that span lines',
      text: '{\n  "a": "}\\" {",\n  "b": [\n    {"c": 1}\n  ]\n}\n{\n"d": 2\n}\n',
      want: [
        [1, { a: '}" {', b: [{ c: 1 }] }],
        [7, { d: 2 }],
      ],
    },
    {
      name: 'objects in a list that begin at the first column',
      text: '{"items":[\n{"a":1},\n{"a":2}\n]}\n',
      want: [[1, { items: [{ a: 1 }, { a: 2 }] }]],
    },
    {
      name: 'a broken line among JSON lines',
      text: '{"a":1}\n{"a":\n{"a":3}\nnonsense\n{"a" 5}\n{"a":6}\n',
      want: [
        [1, { a: 1 }],
        [2, 'JSON_SYNTAX'],
        [3, { a: 3 }],
        [4, 'JSON_SYNTAX'],
        [5, 'JSON_SYNTAX'],
        [6, { a: 6 }],
      ],
    },
    {
      name: 'broken lines before the first good JSON line',
      text: 'nonsense\n"text\n{"a":1}\n',
      want: [
        [1, 'JSON_SYNTAX'],
        [2, 'JSON_SYNTAX'],
        [3, { a: 1 }],
      ],
    },
    {
      name: 'a first JSON line that ends too early',
      text: '{"a":"x\n{"a":1}\n{"a":2}\n',
      want: [
        [1, 'JSON_SYNTAX'],
        [2, { a: 1 }],
        [3, { a: 2 }],
      ],
    },
    {
      name: 'a first JSON line that is cut where a value is due',
      text: '{"a":[\n{"a":1}\n{"a":2}\n',
      want: [
        [1, 'JSON_SYNTAX'],
        [2, { a: 1 }],
        [3, { a: 2 }],
      ],
    },
    {
      name: 'a broken JSON line right before the last one',
      text: '{"a":\n{"a":1}\n',
      want: [
        [1, 'JSON_SYNTAX'],
        [2, { a: 1 }],
      ],
    },
    { name: 'a JSON document that is cut off', text: '{\n  "a": 1,\n', want: [[1, 'JSON_SYNTAX']] },
    { name: 'a JSON document with a mistake inside', text: '{\n  "a": 1\n  "b": 2\n}\n', want: [[1, 'JSON_SYNTAX']] },
    {
      name: 'a key twice, on one line and over many lines',
      text: '{"a":{"b":1,"b":1}}\n{"a":1}\n{\n "a": [\n  {"c": 1,\n   "\\u0063": 12345678901234567890}]\n}\n',
      want: [
        [1, 'JSON_DUPLICATE_KEY'],
        [2, { a: 1 }],
        [6, 'JSON_DUPLICATE_KEY'],
      ],
    },
    {
      name: 'text that looks like a key',
      text: '{"a":"\\"b\\":","c":["d\\\\",":"],"b":{"a":{"a":"a"}}}\n',
      want: [[1, { a: '"b":', c: ['d\\', ':'], b: { a: { a: 'a' } } }]],
    },
    { name: 'YAML in flow style', text: "{a: 1,\n  b: 'x'}\n", want: [[1, { a: 1, b: 'x' }]] },
    {
      name: 'a YAML document that a JSON line follows without a separator',
      text: 'a: 1\n{"b":2}\n',
      want: [
        [1, { a: 1 }],
        [2, { b: 2 }],
      ],
    },
    {
      name: 'a broken YAML document before a good one',
      text: 'a: [1\n---\nb: 2\n',
      want: [
        [1, 'YAML_SYNTAX'],
        [3, { b: 2 }],
      ],
    },
    {
      name: 'JSON and YAML in one input',
      text: '{"a":1}\n---\nb: 2\n---\n{\n"c":3}\n',
      want: [
        [1, { a: 1 }],
        [3, { b: 2 }],
        [5, { c: 3 }],
      ],
    },
    { name: 'a line separator inside a JSON string', text: '{"a":"x\u2028y"}\n', want: [[1, { a: 'x\u2028y' }]] },
  ];

  for (const { name, text, want } of cases) {
    it(name, async () => {
      expect(await read(text)).to.deep.equal(want);
      expect(await read(text, 1), 'arriving byte by byte').to.deep.equal(want);
    });
  }
});
