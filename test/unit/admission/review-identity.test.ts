import { expect } from 'chai';
import { reviewIdentity } from '../../../src/admission/review-identity.ts';

const HEAD = '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"';

describe('reviewIdentity', () => {
  it('has the uid, and a digest that does not depend on it', () => {
    const [one, other] = [
      reviewIdentity(`${HEAD}a-1","operation":"CREATE"}}`),
      reviewIdentity(`${HEAD}b-2","operation":"CREATE"}}`),
    ];
    expect(one?.uid).to.equal('a-1');
    expect(other).to.deep.equal({ uid: 'b-2', digest: one?.digest });
  });

  it('has another digest for anything else', () => {
    const texts = ['"}}', '","uid":"a"}}', '","operation":"CREATE"}}', '","operation":"UPDATE"}}'];
    const digests = texts.map((text) => reviewIdentity(`${HEAD}a${text}`)?.digest);
    expect(new Set(digests).size).to.equal(texts.length);
  });

  const none: readonly { name: string; text: string }[] = [
    { name: 'another order of fields', text: '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}' },
    { name: 'no uid', text: `${HEAD}"}}` },
    { name: 'a uid with an escape', text: `${HEAD}\\u0061"}}` },
    { name: 'an end in the middle', text: `${HEAD}a` },
    { name: 'nothing', text: '' },
  ];
  for (const { name, text } of none) {
    it(`is not told of ${name}`, () => expect(reviewIdentity(text)).to.equal(undefined));
  }
});
