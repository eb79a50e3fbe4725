import { expect } from 'chai';
import { PRESERVED_ANNOTATION, toMember } from '../../../src/engine/preserve.ts';
import { convertAnswer } from '../../../src/gateway/convert-answer.ts';
import { keepPreserved, renameDeleteOptions } from '../../../src/gateway/convert-request.ts';
import type { Translation } from '../../../src/gateway/exchange.ts';
import { convertStatus } from '../../../src/gateway/convert-status.ts';
import { convertEvent } from '../../../src/gateway/watch-stream.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { V1, V2, widget, WIDGET_RULES } from '../../support/widgets.ts';

const [family] = WIDGET_RULES.families;
const TRANSLATION: Translation = { family: family!, wanted: V2, served: V1 };
const RED_V1 = widget(V1, { colour: 'red' });
const RED_V2 = widget(V2, { color: 'red' });
const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
const PRESERVED = { [PRESERVED_ANNOTATION]: '{}' };

describe('convertStatus', () => {
  const moved: Translation = {
    family: { ...family!, versions: ['old.example.com/v1', 'example.com/v2'] },
    wanted: 'example.com/v2',
    served: 'old.example.com/v1',
  };
  const status = (group: string, message: string): JsonObject => ({
    kind: 'Status',
    message,
    details: { group, kind: 'Widget', name: 'w' },
  });
  const cases: { name: string; value: JsonObject; want: JsonObject }[] = [
    {
      name: 'has the group that the client knows',
      value: status('old.example.com', 'Widget.old.example.com "w" is invalid'),
      want: status('example.com', 'Widget.example.com "w" is invalid'),
    },
    {
      name: 'tells the group of a missing right as it is',
      value: status('old.example.com', 'Widget.old.example.com "w" is forbidden: in API group "old.example.com"'),
      want: status('example.com', 'Widget.example.com "w" is forbidden: in API group "old.example.com"'),
    },
    {
      name: 'about another kind stays',
      value: status('apps', 'Widget.apps "w"'),
      want: status('apps', 'Widget.apps "w"'),
    },
    { name: 'without details stays', value: { kind: 'Status' }, want: { kind: 'Status' } },
  ];
  for (const { name, value, want } of cases)
    it(name, () => expect(convertStatus(deepFreeze(value), moved)).to.deep.equal(want));
});

describe('convertAnswer', () => {
  const cases: { name: string; value: Json; want: Json }[] = [
    { name: 'an object', value: RED_V1, want: RED_V2 },
    {
      name: 'an object without its managed fields',
      value: widget(V1, {}, { managedFields: [{ apiVersion: V1 }] }),
      want: widget(V2, {}),
    },
    {
      name: 'a list whose items have a type',
      value: { kind: 'WidgetList', apiVersion: V1, items: [RED_V1, null] },
      want: { kind: 'WidgetList', apiVersion: V2, items: [RED_V2, null] },
    },
    {
      name: 'a list of a kind with another name',
      value: { kind: 'Widgets', apiVersion: V1, items: [RED_V1] },
      want: { kind: 'Widgets', apiVersion: V2, items: [RED_V2] },
    },
    {
      name: 'an empty list',
      value: { kind: 'WidgetList', apiVersion: V1, items: [] },
      want: { kind: 'WidgetList', apiVersion: V2, items: [] },
    },
    {
      name: 'rows without objects',
      value: { kind: 'Table', rows: [{ cells: ['a'] }, { cells: [], object: RED_V1 }] },
      want: { kind: 'Table', rows: [{ cells: ['a'] }, { cells: [], object: RED_V2 }] },
    },
    {
      name: 'bare metadata without the annotation',
      value: { ...PARTIAL, metadata: { name: 'w', annotations: PRESERVED } },
      want: { ...PARTIAL, metadata: { name: 'w' } },
    },
    {
      name: 'a list of bare metadata',
      value: {
        kind: 'PartialObjectMetadataList',
        items: [{ ...PARTIAL, metadata: { annotations: { ...PRESERVED, a: 'b' } } }],
      },
      want: { kind: 'PartialObjectMetadataList', items: [{ ...PARTIAL, metadata: { annotations: { a: 'b' } } }] },
    },
    ...[
      { kind: 'Status', apiVersion: 'v1', details: { group: 'example.com' } },
      { kind: 'Scale', apiVersion: 'autoscaling/v1' },
      widget('example.com/v1alpha1', { colour: 'red' }),
      { kind: 'WidgetList', apiVersion: 'example.com/v1alpha1', items: [RED_V1] },
      'text',
      null,
      [1],
    ].map((value) => ({ name: `${JSON.stringify(value).slice(0, 40)} as it is`, value, want: value })),
  ];
  for (const { name, value, want } of cases) {
    it(`gives ${name}`, () => {
      expect(convertAnswer(deepFreeze(value), TRANSLATION, WIDGET_RULES)).to.deep.equal({ ok: true, value: want });
    });
  }

  describe('of an object that cannot be converted', () => {
    const broken = widget(V1, 'text' as unknown as JsonObject, { managedFields: [], labels: { a: 'b' } });
    const annotations = { 'karmorph.io/unconvertible': 'spec must be an object, but is a string' };
    const metadata = { name: 'w', namespace: 'shop', labels: { a: 'b' }, annotations };
    const shown = { apiVersion: V2, kind: 'Widget', metadata };

    it('fails when it is all there is', () => {
      const result = convertAnswer(broken, TRANSLATION, WIDGET_RULES);
      expect(result).to.have.nested.property('problem.code', 'FIELD_TYPE');
    });

    const others = [
      {
        name: 'a list',
        value: { kind: 'WidgetList', apiVersion: V1, items: [RED_V1, broken] },
        want: { kind: 'WidgetList', apiVersion: V2, items: [RED_V2, shown] },
      },
      {
        name: 'a list of a built-in kind, whose items name no version',
        value: { kind: 'WidgetList', apiVersion: V1, items: [{ metadata: { name: 'w' }, spec: 'text' }] },
        want: { kind: 'WidgetList', apiVersion: V2, items: [{ metadata: { name: 'w', annotations } }] },
      },
      {
        name: 'a table',
        value: { kind: 'Table', rows: [{ cells: ['w'], object: broken }] },
        want: { kind: 'Table', rows: [{ cells: ['w'], object: shown }] },
      },
    ];
    for (const { name, value, want } of others) {
      it(`shows its metadata in ${name}, and says why`, () => {
        const result = convertAnswer(deepFreeze(value), TRANSLATION, WIDGET_RULES);
        expect(result.ok && result.value).to.deep.equal(want);
        expect(result.ok && result.unconverted?.map(({ code }) => code)).to.deep.equal(['FIELD_TYPE']);
      });
    }
  });

  it('gives back what was preserved', () => {
    const sent = widget(V2, { color: 'red', tint: 'dark' });
    const stored = toMember(sent, V1, WIDGET_RULES);
    expect(stored.ok && convertAnswer(stored.object, TRANSLATION, WIDGET_RULES)).to.deep.equal({
      ok: true,
      value: sent,
    });
  });
});

describe('convertEvent', () => {
  const bookmark = { metadata: { resourceVersion: '1' }, kind: 'Widget' };
  const cases: { name: string; event: Json; want: Json }[] = [
    { name: 'objects', event: { type: 'ADDED', object: RED_V1 }, want: { type: 'ADDED', object: RED_V2 } },
    {
      name: 'bookmarks by name',
      event: { type: 'BOOKMARK', object: { ...bookmark, apiVersion: V1, spec: 'text' } },
      want: { type: 'BOOKMARK', object: { ...bookmark, apiVersion: V2, spec: 'text' } },
    },
    {
      name: 'bookmarks of Tables by name',
      event: { type: 'BOOKMARK', object: { kind: 'Table', rows: [{ object: { apiVersion: V1 } }, {}, null] } },
      want: { type: 'BOOKMARK', object: { kind: 'Table', rows: [{ object: { apiVersion: V2 } }, {}, null] } },
    },
    ...[
      { type: 'ERROR', object: RED_V1 },
      { type: 'ADDED' },
      { type: 'BOOKMARK', object: { ...bookmark, apiVersion: 'meta.k8s.io/v1' } },
      'text',
    ].map((event) => ({ name: `${JSON.stringify(event).slice(0, 40)} not at all`, event, want: event })),
  ];
  for (const { name, event, want } of cases) {
    it(`changes ${name}`, () => {
      expect(convertEvent(deepFreeze(event), TRANSLATION, WIDGET_RULES)).to.deep.equal({ ok: true, value: want });
    });
  }
});

describe('keepPreserved', () => {
  const cases = [
    { name: 'takes over', written: {}, current: { annotations: PRESERVED }, want: { annotations: PRESERVED } },
    {
      name: 'replaces',
      written: { annotations: { ...PRESERVED, a: 'b' } },
      current: {},
      want: { annotations: { a: 'b' } },
    },
    {
      name: 'keeps other annotations as written',
      written: { annotations: { a: 'new' } },
      current: { annotations: { ...PRESERVED, a: 'old' } },
      want: { annotations: { ...PRESERVED, a: 'new' } },
    },
  ];
  for (const { name, written, current, want } of cases) {
    it(name, () =>
      expect(keepPreserved({ metadata: written }, { metadata: current })).to.deep.equal({ metadata: want }),
    );
  }
});

describe('renameDeleteOptions', () => {
  const cases = [
    {
      body: `{"kind":"DeleteOptions","apiVersion":"${V2}","a":1}`,
      want: `{"kind":"DeleteOptions","apiVersion":"${V1}","a":1}`,
    },
    { body: '{ "kind":"DeleteOptions", "apiVersion":"v1" }', want: '{ "kind":"DeleteOptions", "apiVersion":"v1" }' },
    { body: 'not json', want: 'not json' },
    { body: '[]', want: '[]' },
  ];
  for (const { body, want } of cases) {
    it(body, () => expect(String(renameDeleteOptions(Buffer.from(body), TRANSLATION))).to.equal(want));
  }
});
