import { expect } from 'chai';
import { fieldInVersion } from '../../../src/engine/field-in-version.ts';
import { fieldPathParts, formatFieldPath } from '../../../src/engine/path.ts';
import { withDefaults } from '../../../src/engine/with-defaults.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const RULES = loadBuiltinRules();

describe('fieldInVersion', () => {
  const old = (spec: JsonObject): JsonObject => ({ apiVersion: 'networking.k8s.io/v1beta1', kind: 'Ingress', spec });
  const rules = [{ http: { paths: [{ backend: { serviceName: 'a', servicePort: 'web' } }] } }];
  const inPath = 'spec.rules[0].http.paths[0].backend';
  const cases: { name: string; object: JsonObject; field: string; want: string }[] = [
    { name: 'follows a field', object: old({ backend: {} }), field: 'spec.backend', want: 'spec.defaultBackend' },
    {
      name: 'follows a field in a list',
      object: old({ rules }),
      field: `${inPath}.serviceName`,
      want: `${inPath}.service.name`,
    },
    {
      name: 'follows a field by what it holds',
      object: old({ rules }),
      field: `${inPath}.servicePort`,
      want: `${inPath}.service.port.name`,
    },
    {
      name: 'follows a field that is not there',
      object: old({}),
      field: 'spec.rules[0].http.paths[0].backend.serviceName',
      want: `${inPath}.service.name`,
    },
    {
      name: 'leaves a field that does not move',
      object: old({}),
      field: 'spec.tls[0].hosts',
      want: 'spec.tls[0].hosts',
    },
    { name: 'leaves a field of another kind', object: { apiVersion: 'v1', kind: 'Pod' }, field: 'spec', want: 'spec' },
  ];
  for (const { name, object, field, want } of cases) {
    it(name, () => {
      const parts = fieldInVersion(deepFreeze(object), fieldPathParts(field), 'networking.k8s.io/v1', RULES);
      expect(formatFieldPath(parts)).to.equal(want);
    });
  }
});

describe('withDefaults', () => {
  const autoscaler = (behavior: JsonObject): JsonObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: { metrics: [{ type: 'Resource' }], behavior },
  });
  const object = deepFreeze(autoscaler({ scaleUp: { stabilizationWindowSeconds: 5 } }));
  const policies = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

  it('writes what the other version does not', () => {
    const scaleUp = {
      ...{ stabilizationWindowSeconds: 5, selectPolicy: 'Max' },
      policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, ...policies],
    };
    const scaleDown = { selectPolicy: 'Max', policies };
    expect(withDefaults(object, 'autoscaling/v1', RULES)).to.deep.equal({
      ok: true,
      object: autoscaler({ scaleUp, scaleDown }),
    });
  });

  it('leaves to the other version what it does itself', () => {
    expect(withDefaults(object, 'autoscaling/v2beta2', RULES)).to.deep.equal({ ok: true, object });
  });

  it('fails for a field of another type', () => {
    const broken = { ...object, spec: { behavior: 'fast' } };
    expect(withDefaults(broken, 'autoscaling/v1', RULES)).to.have.nested.property('problem.code', 'FIELD_TYPE');
  });

  it('leaves a kind without a rule as it is', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod' };
    expect(withDefaults(pod, 'v2', RULES)).to.deep.equal({ ok: true, object: pod });
  });
});
