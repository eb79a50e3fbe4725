import { expect } from 'chai';
import { createDocumentPool } from '../../../src/gateway/document-pool.ts';

describe('the pool of documents', () => {
  it('gives the same object for equal bytes, and another one for others', () => {
    const decode = createDocumentPool();
    const [one, same, other] = ['{"a":1}', '{"a":1}', '{"a":2}'].map((text) => decode(Buffer.from(text)));
    expect(one).to.deep.equal({ ok: true, value: { a: 1 } });
    expect(one?.ok && same?.ok && one.value === same.value).to.equal(true);
    expect(other).to.deep.equal({ ok: true, value: { a: 2 } });
  });

  it('says what is wrong with bytes that are no JSON', () => {
    expect(createDocumentPool()(Buffer.from('{'))).to.have.property('ok', false);
  });
});
