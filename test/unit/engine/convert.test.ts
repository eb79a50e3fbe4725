import { expect } from 'chai';
import { convert } from '../../../src/engine/convert.ts';
import { ruleSetOf } from '../../../src/engine/rule-set.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { rulesFrom } from '../../support/rules.ts';

const rules = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  omitEmpty: [spec.tags]
  spokes:
    - apiVersions: [example.com/v1beta1]
      lens:
        - move: { from: spec.size, to: spec.replicas }
    - apiVersions: [example.com/v1alpha1]
      lens:
        - move: { from: size, to: spec.replicas }
        - drop: { side: hub, path: spec.mode, reason: v1alpha1 has no modes }
    - apiVersions: [example.com/v1beta2]
`);

const widget: JsonObject = deepFreeze({
  kind: 'Widget',
  apiVersion: 'example.com/v1',
  metadata: { name: 'w', uid: 9007199254740993n },
  spec: { replicas: 3, mode: 'fast' },
  status: { ready: 3 },
});

function converted(object: JsonObject, to: string) {
  const result = convert(object, to, rules);
  if (!result.ok) throw new Error(result.problem.message);
  return result;
}

describe('convert', () => {
  const refusals: readonly { name: string; object: JsonObject; to: string; code: string; message: RegExp }[] = [
    {
      name: 'no apiVersion',
      object: { kind: 'Widget' },
      to: 'example.com/v1',
      code: 'OBJECT_NOT_KUBERNETES',
      message: /./,
    },
    { name: 'no kind', object: { apiVersion: 'v1' }, to: 'v1', code: 'OBJECT_NOT_KUBERNETES', message: /./ },
    {
      name: 'a kind that is a number',
      object: { apiVersion: 'v1', kind: 1 },
      to: 'v1',
      code: 'OBJECT_NOT_KUBERNETES',
      message: /./,
    },
    {
      name: 'a kind without a rule',
      object: { ...widget, kind: 'Gadget' },
      to: 'example.com/v2',
      code: 'RULE_MISSING',
      message: /Gadget from example\.com\/v1 to example\.com\/v2/,
    },
    {
      name: 'a version of the object that the rule does not know',
      object: { ...widget, apiVersion: 'example.com/v9' },
      to: 'example.com/v1',
      code: 'RULE_MISSING',
      message: /from example\.com\/v9/,
    },
    {
      name: 'a target that the rule does not know',
      object: widget,
      to: 'example.com/v9',
      code: 'VERSION_UNKNOWN',
      message: /rule widgets\.example\.com knows example\.com\/v1, example\.com\/v1beta1, /,
    },
    {
      name: 'a field of another type',
      object: { ...widget, spec: [] },
      to: 'example.com/v1beta1',
      code: 'FIELD_TYPE',
      message: /^spec must be an object, but is a list$/,
    },
  ];
  for (const { name, object, to, code, message } of refusals) {
    it(`refuses ${name}`, () => {
      const result = convert(object, to, rules);
      expect(result).to.have.nested.property('problem.code', code);
      expect(result).to.have.nested.property('problem.message').that.matches(message);
    });
  }

  const identities: readonly { name: string; object: JsonObject }[] = [
    { name: 'the hub', object: widget },
    { name: 'a spoke', object: { ...widget, apiVersion: 'example.com/v1beta1', size: 1 } },
    { name: 'a kind without a rule', object: { apiVersion: 'v1', kind: 'Pod', spec: null } },
    { name: 'fields of a wrong type', object: { ...widget, spec: 'x' } },
  ];
  for (const { name, object } of identities) {
    it(`to its own version gives the very same object: ${name}`, () => {
      const version = object.apiVersion as string;
      expect(convert(object, version, rules)).to.deep.equal({ ok: true, object, losses: [], hops: [version] });
      expect(convert(object, version, rules)).to.have.property('object', object);
    });
  }

  const hops: readonly { from: string; to: string; want: readonly string[] }[] = [
    { from: 'v1', to: 'v1beta1', want: ['v1', 'v1beta1'] },
    { from: 'v1beta1', to: 'v1', want: ['v1beta1', 'v1'] },
    { from: 'v1beta1', to: 'v1alpha1', want: ['v1beta1', 'v1', 'v1alpha1'] },
    { from: 'v1beta2', to: 'v1beta1', want: ['v1beta2', 'v1', 'v1beta1'] },
  ];
  for (const { from, to, want } of hops) {
    it(`${from} -> ${to} goes through ${want.join(', ')}`, () => {
      const result = converted({ ...widget, apiVersion: `example.com/${from}`, spec: {} }, `example.com/${to}`);
      expect(result.hops).to.deep.equal(want.map((version) => `example.com/${version}`));
    });
  }

  it('goes from spoke to spoke through the hub, with the losses of both', () => {
    const result = converted(
      { ...widget, apiVersion: 'example.com/v1beta1', spec: { size: 5, mode: 'x' } },
      'example.com/v1alpha1',
    );
    expect(result.object).to.deep.include({ apiVersion: 'example.com/v1alpha1', size: 5, status: widget.status });
    expect(result.object).not.to.have.property('spec');
    expect(result.losses).to.deep.equal([{ path: 'spec.mode', value: 'x', reason: 'v1alpha1 has no modes' }]);
  });

  it('keeps the order of keys, and shares what no step touches', () => {
    const { object } = converted(widget, 'example.com/v1beta1');
    expect(Object.keys(object)).to.deep.equal(Object.keys(widget));
    expect(object.metadata).to.equal(widget.metadata);
    expect(object.status).to.equal(widget.status);
  });

  it('keeps every digit of a long number, and gives the same bytes each time', () => {
    const bytes = encodeJson(converted(widget, 'example.com/v1beta1').object);
    expect(bytes).to.contain('"uid":9007199254740993');
    expect(encodeJson(converted(widget, 'example.com/v1beta1').object)).to.equal(bytes);
  });

  it('leaves out lists that the hub does not write when they are empty', () => {
    const beta = { ...widget, apiVersion: 'example.com/v1beta1', spec: { size: 1, tags: [] } };
    expect(converted(beta, 'example.com/v1').object.spec).to.deep.equal({ replicas: 1 });
    expect(converted({ ...beta, spec: { tags: ['a'] } }, 'example.com/v1').object.spec).to.deep.equal({ tags: ['a'] });
    expect(converted({ ...widget, spec: { tags: [] } }, 'example.com/v1beta1').object.spec).to.deep.equal({ tags: [] });
  });

  it('a bug in a lens is not taken for a problem of the object', () => {
    const family = rules.familyOf('example.com/v1', 'Widget')!;
    const lenses = new Map([['example.com/v1beta1', () => expect.fail('a bug')]]);
    expect(() => convert(widget, 'example.com/v1beta1', ruleSetOf([{ ...family, lenses }]))).to.throw('a bug');
  });
});

describe('ruleSetOf', () => {
  it('takes the later of two families with one version', () => {
    const [family] = rules.families;
    const other = { ...family!, rule: 'other', versions: ['example.com/v1', 'example.com/v2'] };
    const both = ruleSetOf([family!, other]);
    expect(both.familyOf('example.com/v1', 'Widget')?.rule).to.equal('other');
    expect(both.familyOf('example.com/v1beta1', 'Widget')?.rule).to.equal('widgets.example.com');
    expect(both.familyOf('example.com/v1', 'Gadget')).to.equal(undefined);
  });
});
