import { expect } from 'chai';
import type { Conversion } from '../../../src/engine/convert.ts';
import { fromMember, PRESERVED_ANNOTATION, represerve, toMember } from '../../../src/engine/preserve.ts';
import { ruleSetOf, type Lens } from '../../../src/engine/rule-set.ts';
import { withValue } from '../../../src/engine/preserved-parts.ts';
import { decodeJson } from '../../../src/json/decode.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import { valueAt, type Json, type JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { widgetRules } from '../../support/rules.ts';

const rules = loadBuiltinRules();
const [V1, V1BETA1] = ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1'];

/** v1beta1 has one field for the port's name and number, so the number is lost where both are set. */
const ingress = deepFreeze({
  apiVersion: V1,
  kind: 'Ingress',
  metadata: { name: 'shop', annotations: { note: 'mine' } },
  spec: {
    ingressClassName: 'nginx',
    defaultBackend: { service: { name: 'shop', port: { name: 'web', number: 80 } } },
    rules: [{ host: 'shop.example.com' }],
  },
});

function objectOf(result: Conversion): JsonObject {
  if (!result.ok) throw new Error(result.problem.message);
  return result.object;
}

const ANNOTATION = ['metadata', 'annotations', PRESERVED_ANNOTATION];
const member = deepFreeze(objectOf(toMember(ingress, V1BETA1, rules)));

function readBack(object: JsonObject, to = V1): JsonObject {
  return objectOf(fromMember(deepFreeze(object), to, rules));
}

describe('toMember', () => {
  it('keeps a spec of nothing but nulls, for which the member has no field', () => {
    const empty = {
      apiVersion: 'node.k8s.io/v1alpha1',
      kind: 'RuntimeClass',
      metadata: { name: 'gvisor' },
      spec: { runtimeHandler: null },
    };
    const stored = objectOf(toMember(empty, 'node.k8s.io/v1beta1', rules));
    expect(readBack(stored, empty.apiVersion)).to.deep.equal(empty);
  });

  it('keeps what the member cannot hold in the annotation, in the version of the template', () => {
    const decoded = decodeJson(valueAt(member, ANNOTATION) as string);
    expect(decoded).to.have.nested.property('value.apiVersion', V1);
    expect(decoded).to.have.deep.nested.property('value.parts[0].path', ['spec', 'defaultBackend']);
    expect(decoded).to.have.deep.nested.property('value.parts[0].is', ingress.spec.defaultBackend);
    expect(decoded).to.have.nested.property('value.parts').with.lengthOf(1);
  });

  it('ignores an annotation that the client brings along', () => {
    expect(toMember(withValue(ingress, ANNOTATION, 'x'), V1BETA1, rules)).to.deep.equal(
      toMember(ingress, V1BETA1, rules),
    );
    const plain = withValue(ingress, ['spec', 'defaultBackend'], undefined);
    const alone = withValue(plain, ['metadata'], { annotations: { [PRESERVED_ANNOTATION]: 'x' } });
    expect(objectOf(toMember(alone, V1BETA1, rules))).to.have.deep.property('metadata', {});
  });

  it('refuses what could not be read back', () => {
    const [hub, spoke] = ['example.com/v1', 'example.com/v1beta1'];
    const lens: Lens = (object, direction, scope) => {
      if (direction === 'up') throw scope.typeMismatch(['spec'], 'a text', {});
      return object;
    };
    const [family] = widgetRules('[]').families;
    const oneWay = ruleSetOf([{ ...family!, lenses: new Map([[spoke, lens]]) }]);
    const widget = { apiVersion: hub, kind: 'Widget', spec: {} };
    expect(toMember(widget, spoke, oneWay)).to.have.nested.property('problem.code', 'FIELD_TYPE');
  });

  it('refuses more than an annotation may hold', () => {
    const large = withValue(ingress, ['spec', 'defaultBackend', 'service', 'name'], 'x'.repeat(128 * 1024));
    const result = toMember(large, V1BETA1, rules);
    expect(result).to.have.nested.property('problem.code', 'PRESERVED_TOO_LARGE');
    expect(result).to.have.nested.property('problem.message').that.contains('Ingress').and.contains('131072');
  });

  it('says what is lost, although it reads back', () => {
    expect(toMember(ingress, V1BETA1, rules)).to.have.nested.property(
      'losses[0].path',
      'spec.defaultBackend.service.port.number',
    );
  });

  it('takes off an annotation that only the conversion makes', () => {
    const level = deepFreeze({
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3',
      kind: 'PriorityLevelConfiguration',
      metadata: { name: 'low' },
      spec: { type: 'Limited', limited: { lendablePercent: 0 } },
    });
    const stored = objectOf(toMember(level, 'flowcontrol.apiserver.k8s.io/v1beta1', rules));
    expect(readBack(stored, level.apiVersion)).to.deep.equal(level);
  });

  it('fails as the conversion does', () => {
    const broken = withValue(ingress, ['spec', 'defaultBackend'], 'x');
    expect(toMember(broken, V1BETA1, rules)).to.have.nested.property('problem.code', 'FIELD_TYPE');
  });
});

describe('fromMember, after a change in the member', () => {
  const changes: readonly {
    name: string;
    path: readonly string[];
    value: Json | undefined;
    backend: Json | undefined;
  }[] = [
    {
      name: 'elsewhere in the spec: the preserved part stays',
      path: ['spec', 'rules'],
      value: [{ host: 'other.example.com' }],
      backend: ingress.spec.defaultBackend,
    },
    {
      name: 'in the metadata: the preserved part stays',
      path: ['metadata', 'labels'],
      value: { changed: 'yes' },
      backend: ingress.spec.defaultBackend,
    },
    {
      name: 'in the part itself: it is dropped',
      path: ['spec', 'backend', 'serviceName'],
      value: 'other',
      backend: { service: { name: 'other', port: { name: 'web' } } },
    },
    {
      name: 'in the value that was kept of it: it is dropped',
      path: ['spec', 'backend', 'servicePort'],
      value: 8080,
      backend: { service: { name: 'shop', port: { number: 8080 } } },
    },
    {
      name: 'the part is gone: it is not resurrected',
      path: ['spec', 'backend'],
      value: undefined,
      backend: undefined,
    },
  ];
  for (const { name, path, value, backend } of changes) {
    it(name, () => {
      const back = readBack(withValue(member, path, value));
      expect(valueAt(back, ['spec', 'defaultBackend'])).to.deep.equal(backend);
      expect(valueAt(back, ANNOTATION)).to.equal(undefined);
    });
  }

  it('reads the same from a member that encodes the same with other key order', () => {
    const backend = { servicePort: 'web', serviceName: 'shop' };
    expect(readBack(withValue(member, ['spec', 'backend'], backend))).to.deep.equal(ingress);
  });

  it("shows the member's own version as the member holds it", () => {
    const changed = withValue(member, ['spec', 'ingressClassName'], 'other');
    const plain = withValue(changed, ANNOTATION, undefined);
    expect(readBack(changed, V1BETA1)).to.deep.equal(plain);
  });

  it('gives another version what was written, with every version that it went through', () => {
    const hpa = objectOf(toMember(autoscaler, 'autoscaling/v1', rules));
    const result = fromMember(hpa, 'autoscaling/v2beta2', rules);
    expect(objectOf(result)).to.have.deep.nested.property('spec.metrics', autoscaler.spec.metrics);
    expect(result).to.have.deep.property('hops', ['autoscaling/v1', 'autoscaling/v2', 'autoscaling/v2beta2']);
  });
});

/** autoscaling/v1 has a field for the first CPU target only. */
const autoscaler = deepFreeze({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'shop' },
  spec: {
    maxReplicas: 3,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    metrics: [50, 60].map((averageUtilization) => ({
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
    })),
  },
});

describe('an annotation that Karmorph did not write', () => {
  const part = (path: readonly Json[], is: Json = 'forged'): JsonObject => ({ path, was: '', is });
  const forged = (parts: Json, apiVersion: Json = V1): string => encodeJson({ apiVersion, parts });
  const cases: readonly { name: string; text: Json }[] = [
    { name: 'no JSON', text: '{' },
    { name: 'an empty text', text: '' },
    { name: 'not a text', text: { parts: [] } },
    { name: 'a JSON text', text: '"x"' },
    { name: 'a list', text: '[]' },
    { name: 'no parts', text: '{"apiVersion":"networking.k8s.io/v1"}' },
    { name: 'parts that are an object', text: forged({}) },
    { name: 'a part that is null', text: forged([null]) },
    { name: 'a part without a fingerprint', text: forged([{ path: ['spec', 'x'], is: 1 }]) },
    { name: 'a version that is a number', text: forged([part(['spec', 'x'])], 1) },
    { name: 'a path that is a text', text: forged([{ path: 'spec', was: '', is: 1 }]) },
    { name: 'an empty path', text: forged([part([])]) },
    { name: 'a path with a number', text: forged([part(['spec', 0])]) },
    { name: 'metadata', text: forged([part(['metadata'])]) },
    { name: 'the name', text: forged([part(['metadata', 'name'])]) },
    { name: 'finalizers', text: forged([part(['metadata', 'finalizers'], ['x'])]) },
    { name: 'all annotations', text: forged([part(['metadata', 'annotations'])]) },
    { name: 'below an annotation', text: forged([part(['metadata', 'annotations', 'a', 'b'])]) },
    { name: 'the annotation itself', text: forged([part(ANNOTATION)]) },
    { name: 'the apiVersion', text: forged([part(['apiVersion'])]) },
    { name: 'the kind', text: forged([part(['kind'])]) },
    { name: 'the status', text: forged([part(['status'])]) },
    { name: 'a field of the status', text: forged([part(['status', 'x'])]) },
    { name: 'deeper than a part', text: forged([part(['spec', 'rules', 'x'])]) },
    { name: 'below another field', text: forged([part(['data', 'x'])]) },
    { name: '__proto__', text: forged([part(['__proto__', 'polluted'])]) },
    { name: '__proto__ of the spec', text: forged([part(['spec', '__proto__'])]) },
    {
      name: '__proto__ of the annotations',
      text: forged([part(['metadata', 'annotations', '__proto__'], { polluted: 'x' })]),
    },
    { name: 'an annotation that is no text', text: forged([part(['metadata', 'annotations', 'a'], { b: 1 })]) },
    { name: '__proto__ as a key', text: '{"apiVersion":"networking.k8s.io/v1","parts":[],"__proto__":{}}' },
    { name: 'one part that is right among others', text: forged([part(['spec', 'x']), part(['metadata', 'name'])]) },
    { name: 'deep nesting', text: `{"apiVersion":"${V1}","parts":${'['.repeat(9999)}${']'.repeat(9999)}}` },
    { name: 'more than may be preserved', text: forged([part(['spec', 'x'], 'x'.repeat(128 * 1024))]) },
    { name: 'a version that no rule knows', text: forged([part(['spec', 'x'])], 'example.com/v9') },
    { name: 'values that do not convert', text: forged([part(['spec', 'rules'], 'x')], 'extensions/v1beta1') },
  ];
  const plain = withValue(member, ANNOTATION, undefined);
  for (const { name, text } of cases) {
    it(`changes nothing: ${name}`, () => {
      const object = withValue(withValue(plain, ANNOTATION, text), ['spec', 'rules'], undefined);
      const bare = withValue(plain, ['spec', 'rules'], undefined);
      expect(readBack(object)).to.deep.equal(readBack(bare));
      expect({}).not.to.have.property('polluted');
    });

    it(`is put right by the next write: ${name}`, () => {
      const exact = represerve(ingress, withValue(plain, ANNOTATION, text), rules);
      expect(exact && readBack(exact)).to.deep.equal(ingress);
    });
  }

  it('reaches fields of the spec at most, which its writer could have changed as well', () => {
    const object = withValue(plain, ANNOTATION, forged([part(['spec', 'x'])]));
    expect(readBack(object)).to.have.nested.property('spec.x', 'forged');
  });

  it('is taken off where nothing is to be preserved', () => {
    const simple = withValue(ingress, ['spec', 'defaultBackend'], undefined);
    const stored = withValue(objectOf(toMember(simple, V1BETA1, rules)), ANNOTATION, forged([part(['spec', 'x'])]));
    const exact = represerve(simple, stored, rules);
    expect(exact).to.have.deep.nested.property('metadata.annotations', { note: 'mine' });
    expect(represerve(simple, exact ?? {}, rules)).to.equal(undefined);
  });
});

describe('represerve', () => {
  const widgets = widgetRules(`
        - move: { from: spec.size, to: spec.replicas }
        - drop: { side: hub, path: spec.mode, reason: v1beta1 has no modes }`);
  const [HUB, SPOKE] = ['example.com/v1', 'example.com/v1beta1'];
  const widget = deepFreeze({
    apiVersion: HUB,
    kind: 'Widget',
    metadata: { name: 'w' },
    spec: { replicas: 3, mode: 'fast', ports: [{ port: 1 }, { port: 2, name: 'b' }] },
    data: { a: '1' },
  });
  const sent = objectOf(toMember(widget, SPOKE, widgets));

  const cases: readonly { name: string; change: (object: JsonObject) => JsonObject; want: JsonObject }[] = [
    { name: 'stores what it was sent: nothing to do', change: (object) => object, want: widget },
    {
      name: 'adds a default beside: it is shown',
      change: (object) => withValue(object, ['spec', 'policy'], 'Auto'),
      want: withValue(widget, ['spec', 'policy'], 'Auto'),
    },
    {
      name: 'drops a field that the conversion keeps: it reads back',
      change: (object) => withValue(object, ['spec', 'ports'], [{ port: 1 }, { port: 2 }]),
      want: widget,
    },
    {
      name: 'drops a whole field and a top-level one: both read back',
      change: (object) => withValue(withValue(object, ['spec', 'ports'], undefined), ['data'], undefined),
      want: widget,
    },
    {
      name: 'drops a field and adds a default in the same part: both are there',
      change: (object) =>
        withValue(
          object,
          ['spec', 'ports'],
          [
            { port: 1, tls: false },
            { port: 2, tls: false },
          ],
        ),
      want: withValue(
        widget,
        ['spec', 'ports'],
        [
          { port: 1, tls: false },
          { port: 2, name: 'b', tls: false },
        ],
      ),
    },
    {
      name: 'changes a value: it is shown, not hidden',
      change: (object) => withValue(object, ['spec', 'size'], 5),
      want: withValue(widget, ['spec', 'replicas'], 5),
    },
    {
      name: 'adds what the conversion lost, as a default: what was written stays',
      change: (object) => withValue(object, ['spec', 'mode'], 'slow'),
      want: widget,
    },
    {
      name: 'adds an annotation of its own, and drops a field: both are as they should be',
      change: (object) =>
        withValue(withValue(object, ['metadata', 'annotations', 'revision'], '1'), ['data'], undefined),
      want: withValue(widget, ['metadata', 'annotations'], { revision: '1' }),
    },
    {
      name: 'sets metadata and status: not of interest',
      change: (object) => withValue(withValue(object, ['metadata', 'uid'], 'u'), ['status'], { ready: 3 }),
      want: withValue(withValue(widget, ['metadata', 'uid'], 'u'), ['status'], { ready: 3 }),
    },
  ];
  for (const { name, change, want } of cases) {
    it(`a member that ${name}`, () => {
      const stored = deepFreeze(change(sent));
      const exact = represerve(widget, stored, widgets);
      expect(objectOf(fromMember(exact ?? stored, HUB, widgets))).to.deep.equal(want);
      expect(exact && represerve(widget, exact, widgets), 'settles after one more write').to.equal(undefined);
    });
  }

  it('leaves a template alone that is too large to preserve', () => {
    const large = withValue(widget, ['spec', 'text'], 'x'.repeat(128 * 1024));
    const stored = withValue(objectOf(toMember(large, SPOKE, widgets)), ['spec', 'text'], undefined);
    expect(represerve(large, stored, widgets)).to.equal(undefined);
  });

  it('leaves a template alone that does not convert', () => {
    expect(represerve({ apiVersion: HUB }, sent, widgets)).to.equal(undefined);
    expect(represerve(withValue(widget, ['spec'], 'x'), sent, widgets)).to.equal(undefined);
    expect(represerve(widget, withValue(sent, ['spec'], 'x'), widgets)).to.equal(undefined);
  });
});
