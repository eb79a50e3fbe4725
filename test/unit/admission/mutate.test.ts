import { expect } from 'chai';
import fastJsonPatch from 'fast-json-patch';
import { mutate } from '../../../src/admission/mutate.ts';
import type { JsonObject } from '../../../src/json/json.ts';

function advise(object: JsonObject | undefined) {
  return mutate({
    apiVersion: 'admission.k8s.io/v1',
    uid: 'u1',
    operation: 'CREATE',
    subResource: '',
    namespace: '',
    object,
  });
}

describe('mutate', () => {
  const untouched: readonly { name: string; object: JsonObject | undefined }[] = [
    { name: 'no object', object: undefined },
    { name: 'no metadata', object: { kind: 'Pod' } },
    { name: 'metadata of another type', object: { metadata: 'x' } },
    { name: 'no annotations', object: { metadata: { name: 'a' } } },
    { name: 'annotations that are null', object: { metadata: { annotations: null } } },
    { name: 'other annotations', object: { metadata: { annotations: { 'karmorph.io/other': 'x' } } } },
    { name: 'the name somewhere else', object: { spec: { 'karmorph.io/preserved': 'x' } } },
  ];
  for (const { name, object } of untouched) {
    it(`changes nothing with ${name}`, () => expect(advise(object)).to.deep.equal({ warnings: [], patch: [] }));
  }

  const forged: readonly { name: string; annotations: JsonObject; kept: JsonObject }[] = [
    { name: 'alone', annotations: { 'karmorph.io/preserved': '{}' }, kept: {} },
    { name: 'beside others', annotations: { a: '1', 'karmorph.io/preserved': '{}' }, kept: { a: '1' } },
    { name: 'with a value that is no text', annotations: { 'karmorph.io/preserved': null }, kept: {} },
  ];
  for (const { name, annotations, kept } of forged) {
    it(`removes the reserved annotation ${name}, and nothing else`, () => {
      const object = { kind: 'Pod', metadata: { name: 'a', annotations }, spec: { big: 12345678901234567890n } };
      const { warnings, patch } = advise(object);
      expect(patch).to.deep.equal([{ op: 'remove', path: '/metadata/annotations/karmorph.io~1preserved' }]);
      expect(warnings).to.deep.equal(['karmorph: annotation karmorph.io/preserved is reserved and was removed']);
      const copy = { metadata: { annotations: { ...annotations } } };
      fastJsonPatch.applyPatch(copy, patch as unknown as fastJsonPatch.Operation[]);
      expect(copy.metadata.annotations).to.deep.equal(kept);
    });
  }
});
