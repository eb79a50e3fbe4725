import { expect } from 'chai';
import fc from 'fast-check';
import { ListScanner } from '../../../src/gateway/list-scanner.ts';

interface Scanned {
  readonly head: string | undefined;
  readonly elements: readonly string[];
  readonly rest: string;
}

/** What a scanner makes of a text that comes in pieces cut at these places. */
function scan(text: string, cuts: readonly number[] = []): Scanned {
  const scanner = new ListScanner();
  const bytes = Buffer.from(text);
  let head: string | undefined;
  const elements: string[] = [];
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) {
    for (const part of scanner.scan(bytes.subarray(places[i - 1], places[i]))) {
      if (part.kind === 'head') head = part.bytes.toString();
      else elements.push(part.bytes.toString());
    }
  }
  return { head, elements, rest: scanner.rest().toString() };
}

describe('ListScanner', () => {
  const cases: readonly { name: string; text: string; want: Scanned }[] = [
    {
      name: 'a list',
      text: '{"kind":"L","items":[{"a":1},{"b":[2,3]}],"x":1}\n',
      want: { head: '{"kind":"L","items":[', elements: ['{"a":1}', '{"b":[2,3]}'], rest: '],"x":1}\n' },
    },
    {
      name: 'rows',
      text: '{"rows":[{}]}',
      want: { head: '{"rows":[', elements: ['{}'], rest: ']}' },
    },
    { name: 'an empty list', text: '{"items":[ ]}', want: { head: '{"items":[', elements: [], rest: ']}' } },
    {
      name: 'brackets, quotes and keys within texts',
      text: String.raw`{"a":"\"items\":[","items":[{"x":"],\\"}, "y\"]"]}`,
      want: {
        head: String.raw`{"a":"\"items\":[","items":[`,
        elements: [String.raw`{"x":"],\\"}`, String.raw` "y\"]"`],
        rest: ']}',
      },
    },
    {
      name: 'items that are deeper, and no list of the object itself',
      text: '{"spec":{"items":[1,2]},"data":{"rows":[{}]}}',
      want: { head: undefined, elements: [], rest: '{"spec":{"items":[1,2]},"data":{"rows":[{}]}}' },
    },
    {
      name: 'items that are no list',
      text: '{"items":{}}',
      want: { head: undefined, elements: [], rest: '{"items":{}}' },
    },
    {
      name: 'a second list, which is left to whoever reads the rest',
      text: '{"items":[1],"items":[2]}',
      want: { head: '{"items":[', elements: ['1'], rest: '],"items":[2]}' },
    },
    { name: 'no JSON', text: ']]}{', want: { head: undefined, elements: [], rest: ']]}{' } },
  ];
  for (const { name, text, want } of cases) it(`reads ${name}`, () => expect(scan(text)).to.deep.equal(want));

  it('gives the same wherever the text is cut, within a character too', () => {
    const item = fc.jsonValue({ maxDepth: 3 });
    const list = fc.record({ kind: fc.string(), metadata: item, items: fc.array(item) });
    fc.assert(
      fc.property(list, fc.array(fc.nat(2000), { maxLength: 12 }), fc.boolean(), (value, cuts, isIndented) => {
        const text = JSON.stringify(value, undefined, isIndented ? 1 : 0);
        const got = scan(text, cuts);
        expect(got).to.deep.equal(scan(text));
        expect(got.elements.map((element) => JSON.parse(element) as unknown)).to.deep.equal(
          (JSON.parse(text) as { items: unknown[] }).items,
        );
        expect(JSON.parse(`${got.head ?? ''}${got.elements.join(',')}${got.rest}`)).to.deep.equal(JSON.parse(text));
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
