import { expect } from 'chai';
import { convertStored } from '../../../src/engine/convert-stored.ts';
import { PRESERVED_ANNOTATION } from '../../../src/engine/preserve.ts';
import { objectAt, stringAt, type JsonObject } from '../../../src/json/json.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { rulesFrom } from '../../support/rules.ts';

/** Three versions of three shapes: each has a field of the spec, and one of the status, that no other has. */
const rules = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v3
  spokes:
    - apiVersions: [example.com/v2]
      lens:
        - move: { from: spec.colour, to: spec.color }
        - drop: { side: hub, path: spec.three, reason: v2 has no three }
        - drop: { side: spoke, path: spec.two, reason: v3 has no two }
        - drop: { side: hub, path: status.three, reason: v2 has no three }
    - apiVersions: [example.com/v1]
      lens:
        - drop: { side: hub, path: spec.three, reason: v1 has no three }
        - drop: { side: hub, path: spec.color, reason: v1 has no colors }
        - drop: { side: spoke, path: spec.one, reason: v3 has no one }
        - drop: { side: spoke, path: 'metadata.annotations["example.com/one"]', reason: v3 has no one }
`);

function widget(version: string, spec: JsonObject, more: JsonObject = {}): JsonObject {
  return deepFreeze({
    apiVersion: `example.com/${version}`,
    kind: 'Widget',
    metadata: { name: 'w', uid: 'u1' },
    spec,
    ...more,
  });
}

function converted(object: JsonObject, version: string): JsonObject {
  const result = convertStored(object, `example.com/${version}`, rules);
  if (!result.ok) throw new Error(result.problem.message);
  return deepFreeze(result.object);
}

function through(object: JsonObject, ...versions: readonly string[]): JsonObject {
  return versions.reduce(converted, object);
}

function annotationOf(object: JsonObject): string | undefined {
  return stringAt(objectAt(objectAt(object, 'metadata'), 'annotations'), PRESERVED_ANNOTATION);
}

function changed(object: JsonObject, spec: JsonObject): JsonObject {
  return deepFreeze({ ...object, spec: { ...objectAt(object, 'spec'), ...spec } });
}

describe('convertStored', () => {
  const exact: readonly { name: string; stored: JsonObject }[] = [
    { name: 'without losses', stored: widget('v3', { color: 'red' }) },
    { name: 'with a field that other versions lack', stored: widget('v3', { color: 'red', three: { deep: [1] } }) },
    { name: 'with a status that other versions lack', stored: widget('v3', {}, { status: { three: 3, ready: true } }) },
    { name: 'in an older version', stored: widget('v1', { one: 1 }) },
    {
      name: 'with annotations of its own, one of which is lost',
      stored: widget('v1', {}, { metadata: { name: 'w', annotations: { 'example.com/one': '1', other: 'x' } } }),
    },
    { name: 'with what another version preserved', stored: converted(widget('v2', { colour: 'red', two: 2 }), 'v1') },
    {
      name: 'with what two other versions preserved',
      stored: through(widget('v2', { colour: 'red', two: 2 }), 'v3', 'v1'),
    },
  ];
  for (const { name, stored } of exact) {
    for (const path of [['v1'], ['v2'], ['v3'], ['v2', 'v1'], ['v1', 'v2', 'v3'], ['v3', 'v1', 'v2', 'v1']]) {
      it(`gives back what was stored ${name}, read by way of ${path.join(', ')}`, () => {
        const version = stringAt(stored, 'apiVersion')?.split('/')[1] ?? '';
        expect(through(stored, ...path, version)).to.deep.equal(stored);
      });
    }
  }

  it('has no annotation where nothing is missing', () => {
    const read = converted(widget('v3', { color: 'red' }), 'v2');
    expect(read).to.deep.equal(widget('v2', { colour: 'red' }));
  });

  it('does not show the annotation to the version that it was for', () => {
    const stored = converted(widget('v2', { two: 2 }), 'v1');
    expect(annotationOf(stored)).to.be.a('string');
    expect(converted(stored, 'v2')).to.deep.equal(widget('v2', { two: 2 }));
  });

  it('shows third versions what they can express of a preserved value', () => {
    const stored = converted(widget('v2', { colour: 'red', two: 2 }), 'v1');
    expect(converted(stored, 'v3').spec).to.deep.equal({ color: 'red' });
  });

  it('keeps what the stored version has beside a value that another one preserved', () => {
    const stored = changed(converted(widget('v2', { colour: 'red' }), 'v1'), { one: 1 });
    const read = converted(stored, 'v2');
    expect(read.spec).to.deep.equal({ colour: 'red' });
    expect(converted(changed(read, { size: 2 }), 'v1').spec).to.deep.equal({ one: 1, size: 2 });
  });

  it('carries an edit made in another version to the stored one, with the value that only the stored one has', () => {
    const stored = widget('v3', { color: 'red', three: 3 });
    const edited = changed(converted(stored, 'v2'), { colour: 'blue' });
    expect(converted(edited, 'v3')).to.deep.equal(widget('v3', { color: 'blue', three: 3 }));
  });

  it('drops a preserved value whose place was taken meanwhile', () => {
    const stored = converted(widget('v2', { colour: 'red' }), 'v1');
    const edited = changed(stored, { color: 'set by hand in v1, which knows no colors' });
    expect(converted(edited, 'v2').spec).to.not.have.property('colour', 'red');
  });

  it('changes nothing of metadata but labels and annotations, and shares the rest', () => {
    const metadata = { name: 'w', uid: 'u1', labels: { a: 'b' }, managedFields: [{ manager: 'm' }], generation: 3 };
    const read = converted(widget('v3', { three: 3 }, { metadata }), 'v1');
    const { annotations, ...rest } = objectAt(read, 'metadata') ?? {};
    expect(rest).to.deep.equal(metadata);
    expect(annotations).to.have.keys(PRESERVED_ANNOTATION);
  });

  const forged: readonly { name: string; text: string }[] = [
    { name: 'no JSON', text: '{' },
    { name: 'a list', text: '[]' },
    { name: 'no parts', text: '{"apiVersion":"example.com/v2"}' },
    {
      name: 'a part of metadata',
      text: '{"apiVersion":"example.com/v2","parts":[{"path":["metadata","name"],"was":"","is":"x"}]}',
    },
    {
      name: 'a part of the prototype',
      text: '{"apiVersion":"example.com/v2","parts":[{"path":["spec","__proto__"],"was":"","is":{}}]}',
    },
    {
      name: 'two records of one version',
      text: '{"apiVersion":"example.com/v2","parts":[],"others":[{"apiVersion":"example.com/v2","parts":[]}]}',
    },
    {
      name: 'more records than there can be',
      text: JSON.stringify({
        apiVersion: 'a/v1',
        parts: [],
        others: Array(20).fill({ apiVersion: 'b/v1', parts: [] }),
      }),
    },
    { name: 'too much', text: `{"apiVersion":"example.com/v2","parts":[],"x":"${'x'.repeat(200_000)}"}` },
  ];
  for (const { name, text } of forged) {
    it(`ignores an annotation that holds ${name}`, () => {
      const annotations = { [PRESERVED_ANNOTATION]: text };
      const object = widget('v3', { color: 'red' }, { metadata: { name: 'w', annotations } });
      expect(converted(object, 'v2')).to.deep.equal(widget('v2', { colour: 'red' }, { metadata: { name: 'w' } }));
    });
  }

  it('carries along what was preserved for a version that the rule does not know', () => {
    const text = '{"apiVersion":"example.com/v9","parts":[{"path":["spec","nine"],"was":"","is":9}]}';
    const object = widget('v3', {}, { metadata: { name: 'w', annotations: { [PRESERVED_ANNOTATION]: text } } });
    expect(annotationOf(converted(object, 'v2'))).to.equal(text);
  });

  it('refuses an object of which too much would have to be preserved', () => {
    const object = widget('v3', { three: 'x'.repeat(200_000) });
    const result = convertStored(object, 'example.com/v1', rules);
    expect(result).to.have.nested.property('problem.code', 'CONVERT_TOO_LARGE');
  });
});
