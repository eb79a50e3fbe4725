import { expect } from 'chai';
import { nameFields } from '../../../src/gateway/name-fields.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';

const RULES = loadBuiltinRules();
const OLD = 'networking.k8s.io/v1beta1';
const NEW = 'networking.k8s.io/v1';

describe('nameFields', () => {
  const family = RULES.familyOf(NEW, 'Ingress');
  if (!family) throw new Error('no rule for Ingress');
  const translation = { family, wanted: NEW, served: OLD };
  const object = { apiVersion: OLD, kind: 'Ingress', spec: { backend: { servicePort: 0 } } };
  const named = (status: JsonObject): unknown => nameFields(status, { object, translation, rules: RULES });
  const status = (message: string, causes: readonly JsonObject[]): JsonObject => ({
    ...{ kind: 'Status', message, details: { kind: 'Ingress', causes } },
  });

  it('names the fields of each cause, and of the message, in the client’s version', () => {
    const causes = [
      { reason: 'R', message: 'Required value', field: 'spec.backend.serviceName' },
      { reason: 'R', message: 'Invalid value: 0', field: 'spec.backend.servicePort' },
    ];
    const before =
      '"a" is invalid: [spec.backend.serviceName: Required value, spec.backend.servicePort: Invalid value: 0]';
    const [name, port] = ['spec.defaultBackend.service.name', 'spec.defaultBackend.service.port.number'];
    expect(named(status(before, causes))).to.deep.equal(
      status(`"a" is invalid: [${name}: Required value, ${port}: Invalid value: 0]`, [
        { reason: 'R', message: 'Required value', field: name },
        { reason: 'R', message: 'Invalid value: 0', field: port },
      ]),
    );
  });

  it('names fields within a message', () => {
    const [before, after] = ['backend', 'defaultBackend'].map(
      (name) => `either \`${name}\` or \`rules\` must be there`,
    );
    const cause = (message: string | undefined): JsonObject => ({ message, field: 'spec' });
    expect(named(status(`spec: ${before ?? ''}`, [cause(before)]))).to.deep.equal(
      status(`spec: ${after ?? ''}`, [cause(after)]),
    );
  });

  it('leaves the keys of maps, and causes without a field', () => {
    const causes = [
      { message: 'Invalid value', field: 'metadata.labels[a/b]' },
      { message: 'because', reason: 'R' },
    ];
    const told = status('metadata.labels[a/b]: Invalid value', causes);
    expect(named(told)).to.deep.equal(told);
  });

  it('leaves what is no refusal', () => {
    for (const other of [
      { kind: 'Status', message: 'no' },
      { kind: 'Ingress', details: { causes: [] } },
    ]) {
      expect(named(other)).to.equal(other);
    }
  });
});
