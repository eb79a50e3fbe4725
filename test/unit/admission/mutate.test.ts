import { expect } from 'chai';
import fastJsonPatch from 'fast-json-patch';
import { mutate } from '../../../src/admission/mutate.ts';
import type { Review } from '../../../src/admission/review.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import type { PatchOperation } from '../../../src/json/patch.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import { reviewOf } from '../../support/review.ts';
import { rulesFrom } from '../../support/rules.ts';

const rules = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  references: ['spec.targets[*]']
  normalize:
    - annotation: { side: spoke, name: example.com/class, field: spec.class }
  spokes:
    - apiVersions: [example.com/v1beta1]
      references: [spec.target]
      lens: []
`);
const controlPlane = capabilitiesOf('1.34', ['example.com/v1/Widget', 'example.com/v1beta1/Widget']);

function advise(object: JsonObject | undefined, changes: Partial<Review> = {}) {
  return mutate(reviewOf(object, changes), { rules, controlPlane });
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

  const forgedWidget = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'a', annotations: { 'karmorph.io/preserved': '{}', 'example.com/class': 'fast' } },
    spec: { targets: [{ apiVersion: 'example.com/v1beta1', kind: 'Widget' }] },
  };
  const left: readonly { name: string; changes: Partial<Review> }[] = [
    { name: 'deleted', changes: { operation: 'DELETE' } },
    { name: 'connected to', changes: { operation: 'CONNECT' } },
    { name: 'written in its status', changes: { operation: 'UPDATE', subResource: 'status' } },
    {
      name: 'being deleted',
      changes: {
        operation: 'UPDATE',
        object: { ...forgedWidget, metadata: { ...forgedWidget.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } },
      },
    },
  ];
  for (const { name, changes } of left) {
    it(`leaves an object alone that is ${name}`, () =>
      expect(advise(forgedWidget, changes)).to.deep.equal({ warnings: [], patch: [] }));
  }

  it('does not leave an object alone that is created with a time of deletion', () => {
    const created = {
      ...forgedWidget,
      metadata: { ...forgedWidget.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
    };
    expect(advise(created, { operation: 'CREATE' }).warnings).to.include(
      'karmorph: annotation karmorph.io/preserved is reserved and was removed',
    );
  });

  const templates: readonly {
    name: string;
    object: JsonObject;
    patch: readonly JsonObject[];
    warnings: readonly string[];
  }[] = [
    {
      name: 'all at once, and tells each change',
      object: {
        ...forgedWidget,
        spec: { targets: [{ apiVersion: 'example.com/v1' }, { apiVersion: 'example.com/v1beta1', kind: 'Widget' }] },
      },
      patch: [
        { op: 'add', path: '/spec/class', value: 'fast' },
        { op: 'replace', path: '/metadata/annotations', value: {} },
      ],
      warnings: [
        'karmorph: rule widgets.example.com rewrote /spec/class, /metadata/annotations/example.com~1class',
        'karmorph: annotation karmorph.io/preserved is reserved and was removed',
      ],
    },
    {
      name: 'nothing in another version than the hub',
      object: {
        ...forgedWidget,
        apiVersion: 'example.com/v1beta1',
        metadata: { annotations: { 'example.com/class': 'a' } },
      },
      patch: [],
      warnings: [],
    },
    {
      name: 'nothing where two values meet',
      object: {
        ...forgedWidget,
        metadata: { annotations: { 'example.com/class': 'fast' } },
        spec: { class: 'slow' },
      },
      patch: [],
      warnings: [
        'karmorph: rule widgets.example.com leaves the template as it is, since spec.class would be lost: the value of another...',
      ],
    },
  ];
  for (const { name, object, patch, warnings } of templates) {
    it(`normalizes ${name}`, () => {
      const advice = advise(object);
      expect(advice.warnings).to.deep.equal(warnings);
      expect(applied(object, advice.patch)).to.deep.equal(applied(object, patch as unknown as PatchOperation[]));
    });
  }

  it('normalizes once: a second time there is nothing to do', () => {
    const once = applied(forgedWidget, advise(forgedWidget).patch);
    expect(once).to.have.nested.property('spec.class', 'fast');
    expect(advise(once, { operation: 'UPDATE' })).to.deep.equal({ warnings: [], patch: [] });
  });
});

function applied(object: JsonObject, patch: readonly PatchOperation[]): JsonObject {
  const copy = structuredClone(object) as Record<string, unknown>;
  return fastJsonPatch.applyPatch(copy, patch as unknown as fastJsonPatch.Operation[]).newDocument as JsonObject;
}
