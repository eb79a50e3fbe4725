import { expect } from 'chai';
import { parseReview } from '../../../src/admission/review.ts';

const request = { uid: 'u1', operation: 'CREATE', object: { kind: 'Pod' } };

function review(changes: object): string {
  return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request, ...changes });
}

describe('parseReview', () => {
  for (const apiVersion of ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']) {
    it(`reads a review of ${apiVersion}`, () =>
      expect(parseReview(review({ apiVersion }))).to.deep.equal({
        ok: true,
        review: {
          apiVersion,
          uid: 'u1',
          operation: 'CREATE',
          subResource: '',
          namespace: '',
          dryRun: false,
          object: { kind: 'Pod' },
        },
      }));
  }

  it('reads a deletion, which has no object', () =>
    expect(parseReview(review({ request: { ...request, operation: 'DELETE', object: null } }))).to.have.nested.property(
      'review.object',
      undefined,
    ));

  const deep = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
  const bad: readonly { name: string; text: string; code: string; uid?: string }[] = [
    { name: 'nothing', text: '', code: 'JSON_SYNTAX' },
    { name: 'text that is not JSON', text: 'apiVersion: x', code: 'JSON_SYNTAX' },
    { name: 'a JSON list', text: '[]', code: 'REVIEW_INVALID' },
    { name: 'another kind', text: review({ kind: 'ConversionReview' }), code: 'REVIEW_INVALID' },
    { name: 'an unknown version', text: review({ apiVersion: 'admission.k8s.io/v2' }), code: 'REVIEW_INVALID' },
    { name: 'a version that is no text', text: review({ apiVersion: 1 }), code: 'REVIEW_INVALID' },
    { name: 'a missing request', text: review({ request: undefined }), code: 'REVIEW_INVALID', uid: '' },
    { name: 'a request that is a list', text: review({ request: [] }), code: 'REVIEW_INVALID', uid: '' },
    { name: 'a missing uid', text: review({ request: { operation: 'CREATE' } }), code: 'REVIEW_INVALID', uid: '' },
    {
      name: 'a uid that is no text',
      text: review({ request: { ...request, uid: 7 } }),
      code: 'REVIEW_INVALID',
      uid: '',
    },
    { name: 'a missing operation', text: review({ request: { uid: 'u1' } }), code: 'REVIEW_INVALID', uid: 'u1' },
    {
      name: 'an object that nests too deep',
      text: review({}).replace('{"kind":"Pod"}', deep),
      code: 'JSON_TOO_DEEP',
      uid: 'u1',
    },
    {
      name: 'a forbidden key',
      text: review({}).replace('{"kind":"Pod"}', '{"__proto__":{"kind":"Pod"}}'),
      code: 'JSON_FORBIDDEN_KEY',
      uid: 'u1',
    },
  ];
  for (const { name, text, code, uid } of bad) {
    it(`refuses ${name}`, () => {
      const parsed = parseReview(text);
      expect(parsed).to.have.nested.property('problem.code', code);
      expect(parsed.ok ? undefined : parsed.envelope?.uid).to.equal(uid);
    });
  }
});
