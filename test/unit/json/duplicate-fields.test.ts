import { expect } from 'chai';
import { duplicateFieldsIn } from '../../../src/json/duplicate-fields.ts';
import type { Json } from '../../../src/json/json.ts';

describe('duplicateFieldsIn', () => {
  const cases: { name: string; text: string; want: string[] }[] = [
    { name: 'finds none where a key is in two objects', text: '{"a":{"b":1},"c":[{"b":1},{"b":2}]}', want: [] },
    { name: 'finds a key at the top', text: '{"a":1,"a":2}', want: ['a'] },
    { name: 'finds a key in an object', text: '{"x":"{,","a":{"b":1,"c":{},"b":{"d":1}}}', want: ['a.b'] },
    { name: 'counts the elements of lists', text: '{"a":[[1,2],{"b":"],"},{"b":1,"b":2}]}', want: ['a[2].b'] },
    { name: 'tells each once', text: '{"a":1,"a":2,"a":3,"b":{"c":1,"c":1}}', want: ['a', 'b.c'] },
    { name: 'reads escapes in keys', text: String.raw`{"a":1,"\u0061":2}`, want: ['a'] },
  ];
  for (const { name, text, want } of cases) {
    it(name, () => expect(duplicateFieldsIn(text, JSON.parse(text) as Json)).to.deep.equal(want));
  }
});
