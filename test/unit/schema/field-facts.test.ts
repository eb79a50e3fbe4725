import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import gatedFields from '../../../src/schema/data/gated-fields.json' with { type: 'json' };
import defaultValues from '../../../src/schema/data/default-values.json' with { type: 'json' };
import { droppedFields } from '../../../src/schema/dropped-fields.ts';
import { packagedDefinition, packagedMinors, schemaOf } from '../../../src/schema/packaged.ts';

function dropped(minor: string, object: JsonObject & { apiVersion: string; kind: string }) {
  const schema = schemaOf(minor, object.apiVersion, object.kind);
  return schema && droppedFields(object, schema).map(({ path, gate }) => [path, gate]);
}

describe('the facts about fields', () => {
  const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', spec: { timeZone: 'UTC' } };
  const webhook = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    webhooks: [{ matchConditions: [] }],
  };
  const gates = [
    { object: cronJob, minor: '1.23', want: [['spec.timeZone', undefined]] },
    { object: cronJob, minor: '1.24', want: [['spec.timeZone', 'CronJobTimeZone']] },
    { object: cronJob, minor: '1.25', want: [] },
    { object: webhook, minor: '1.26', want: [['webhooks[0].matchConditions', undefined]] },
    { object: webhook, minor: '1.27', want: [['webhooks[0].matchConditions', 'AdmissionWebhookMatchConditions']] },
    { object: webhook, minor: '1.28', want: [] },
  ];
  for (const { object, minor, want } of gates) {
    it(`tell what Kubernetes ${minor} drops of a ${object.kind}`, () => {
      expect(dropped(minor, object)).to.deep.equal(want);
    });
  }

  const service = (spec: JsonObject) => ({ apiVersion: 'v1', kind: 'Service', spec });
  const job = (spec: JsonObject) => ({ apiVersion: 'batch/v1', kind: 'Job', spec });
  const values = [
    {
      name: 'defaults of a Service',
      object: service({ internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv6'] }),
      want: [],
    },
    {
      name: 'another value of the same fields',
      object: service({ internalTrafficPolicy: 'Local', ipFamilies: ['IPv4', 'IPv6'] }),
      want: ['spec.internalTrafficPolicy', 'spec.ipFamilies'],
    },
    { name: 'defaults of a Job', object: job({ completionMode: 'NonIndexed', suspend: false }), want: [] },
    { name: 'a Job that is suspended', object: job({ suspend: true }), want: ['spec.suspend'] },
  ];
  for (const { name, object, want } of values) {
    for (const minor of ['1.18', '1.19']) {
      it(`tell that Kubernetes ${minor} loses ${want.join(', ') || 'nothing'} of ${name}`, () => {
        expect(dropped(minor, object)?.map(([path]) => path)).to.deep.equal(want);
      });
    }
  }

  it('does not take a default that is behind a gate for a loss', () => {
    expect(dropped('1.21', job({ suspend: false }))).to.deep.equal([]);
    expect(dropped('1.21', job({ suspend: true }))).to.deep.equal([['spec.suspend', 'SuspendJob']]);
  });

  it('are about packaged minors, and name their source', () => {
    for (const { from, to, definition, field, gate, dropped: file } of gatedFields) {
      expect(packagedMinors(), field).to.include.members([`1.${String(from)}`, `1.${String(to)}`]);
      expect(from).to.be.at.most(to);
      expect(definition).to.match(/^io\.k8s\.api\.\w+\.v\w+\.\w+$/);
      expect(gate).to.match(/^[A-Z]\w+$/);
      expect(file).to.match(/^pkg\/.*\.go$/);
    }
  });

  it('are about fields that exist', () => {
    for (const { type, field, source } of defaultValues) {
      const definition = packagedDefinition(`io.k8s.api.${type.replace('.', '.v1.')}`);
      expect(definition, type).to.be.an('object').with.property('fields').that.has.property(field);
      expect(source).not.to.equal('');
    }
  });
});
