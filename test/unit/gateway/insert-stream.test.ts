import { expect } from 'chai';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppendStream, InsertStream } from '../../../src/gateway/insert-stream.ts';

async function inserted(text: string, size: number, members = '"new":1'): Promise<string> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  const stream = Readable.from(chunks).pipe(new InsertStream('definitions', Buffer.from(members)));
  return String(await buffer(stream));
}

describe('members inserted into a document that passes by', () => {
  const cases = [
    {
      name: 'come first in the object',
      text: '{"paths":{"a":[1]},"definitions":{"b":{}},"z":"ü"}',
      want: '{"paths":{"a":[1]},"definitions":{"new":1,"b":{}},"z":"ü"}',
    },
    { name: 'need no comma in an empty object', text: '{"definitions": { } }', want: '{"definitions": { "new":1} }' },
    {
      name: 'do not go into an object of that name further below, nor beside a string of that name',
      text: '{"a":{"definitions":{}},"b":"definitions","c":{},"d":["definitions",{}],"definitions":{"e":1}}',
      want: '{"a":{"definitions":{}},"b":"definitions","c":{},"d":["definitions",{}],"definitions":{"new":1,"e":1}}',
    },
    {
      name: 'are not misled by quotes and braces in strings',
      text: String.raw`{"a":"\\\"}{\"definitions\":{","definitions":{"b":"\\"}}`,
      want: String.raw`{"a":"\\\"}{\"definitions\":{","definitions":{"new":1,"b":"\\"}}`,
    },
    { name: 'are left out where the value is no object', text: '{"definitions":1,"a":{}}', want: '{"definitions":1,"a":{}}' },
    { name: 'are left out of what is no JSON', text: 'not found', want: 'not found' },
    { name: 'may be none', text: '{"definitions":{"a":1}}', members: '', want: '{"definitions":{"a":1}}' },
  ]; // prettier-ignore
  for (const { name, text, members, want } of cases) {
    it(name, async () => {
      for (const size of [1, 2, 7, 1000])
        expect(await inserted(text, size, members), `chunks of ${size}`).to.equal(want);
    });
  }
});

describe('bytes appended to a document that passes by', () => {
  it('come last', async () => {
    const stream = Readable.from([Buffer.from('a'), Buffer.from('b')]).pipe(new AppendStream(Buffer.from('c')));
    expect(String(await buffer(stream))).to.equal('abc');
  });
});
