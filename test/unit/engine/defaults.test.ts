import { expect } from 'chai';
import { convert } from '../../../src/engine/convert.ts';
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
  defaults:
    - { path: spec.size, value: 1 }
    - { path: spec.strategy, value: {} }
    - { path: spec.strategy.type, value: Rolling }
    - { path: spec.strategy.rolling, value: {}, when: { type: Rolling } }
    - { path: spec.strategy.rolling.surge, value: 25% }
    - { path: spec.mode, value: fast }
  spokes:
    - apiVersions: [example.com/v1beta2]
      defaults:
        - { path: spec.mode, value: slow, when: { size: null } }
        - { path: 'spec.ports[*].protocol', value: TCP, unset: [''] }
        - { path: 'data.*.kept', value: [1], unset: [[], {}] }
    - apiVersions: [example.com/v1beta1]
      lens: [{ move: { from: spec.old, to: spec.new } }]
      defaults:
        - { path: spec.size, value: 1 }
        - { path: spec.strategy, value: {} }
        - { path: spec.strategy.type, value: Rolling }
        - { path: spec.strategy.rolling, value: {}, when: { type: Rolling } }
        - { path: spec.strategy.rolling.surge, value: 1 }
        - { path: spec.old, value: before }
`);

interface PinCase {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly input: JsonObject;
  readonly want: JsonObject;
}

const cases: readonly PinCase[] = [
  {
    name: 'a default that builds upon others, which both versions have',
    from: 'v1',
    to: 'v1beta1',
    input: { spec: {} },
    want: { spec: { strategy: { type: 'Rolling', rolling: { surge: '25%' } }, mode: 'fast' } },
  },
  {
    name: 'the other way, before the conversion',
    from: 'v1beta1',
    to: 'v1',
    input: { spec: { strategy: { rolling: {} } } },
    want: { spec: { strategy: { rolling: { surge: 1 }, type: 'Rolling' }, new: 'before' } },
  },
  {
    name: 'a condition that does not hold',
    from: 'v1',
    to: 'v1beta1',
    input: { spec: { strategy: { type: 'Recreate' }, mode: 'x' } },
    want: { spec: { strategy: { type: 'Recreate' }, mode: 'x' } },
  },
  {
    name: 'a value that is there stays',
    from: 'v1',
    to: 'v1beta1',
    input: { spec: { mode: '', strategy: { type: 'Rolling', rolling: { surge: 0 } } } },
    want: { spec: { mode: '', strategy: { type: 'Rolling', rolling: { surge: 0 } } } },
  },
  { name: 'no object that has the field', from: 'v1', to: 'v1beta1', input: {}, want: {} },
  { name: 'null is left out', from: 'v1', to: 'v1beta1', input: { spec: null }, want: { spec: null } },
  {
    name: 'each element and each value, and what means the same as nothing',
    from: 'v1beta2',
    to: 'v1',
    input: { spec: { size: 1, ports: [{}, { protocol: '' }, { protocol: 'UDP' }] }, data: { a: {}, b: { kept: [] } } },
    want: {
      spec: { size: 1, ports: [{ protocol: 'TCP' }, { protocol: 'TCP' }, { protocol: 'UDP' }] },
      data: { a: { kept: [1] }, b: { kept: [1] } },
    },
  },
  {
    name: 'a condition on a field that is left out',
    from: 'v1beta2',
    to: 'v1',
    input: { spec: {} },
    want: { spec: { mode: 'slow' } },
  },
  { name: 'its own version', from: 'v1', to: 'v1', input: { spec: {} }, want: { spec: {} } },
];

describe('pinning', () => {
  for (const { name, from, to, input, want } of cases) {
    it(`${from} -> ${to}: ${name}`, () => {
      const object = deepFreeze({ apiVersion: `example.com/${from}`, kind: 'Widget', ...input });
      const result = convert(object, `example.com/${to}`, rules, { pin: true });
      if (!result.ok) throw new Error(result.problem.message);
      expect(result.object).to.deep.equal({ apiVersion: `example.com/${to}`, kind: 'Widget', ...want });
      expect(result.losses).to.deep.equal([]);
    });
  }

  it('is done only when asked for', () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', spec: {} };
    const result = convert(object, 'example.com/v1beta1', rules);
    expect(result.ok && result.object).to.deep.equal({ ...object, apiVersion: 'example.com/v1beta1' });
  });

  it('names a field of the wrong type with its whole path', () => {
    const object = { apiVersion: 'example.com/v1beta2', kind: 'Widget', spec: { ports: [{}, 'x'] } };
    const result = convert(object, 'example.com/v1', rules, { pin: true });
    expect(result).to.deep.include({ ok: false });
    expect(!result.ok && result.problem.message).to.equal('spec.ports[1] must be an object, but is a string');
  });
});
