import { expect } from 'chai';
import { fromMember, toMember } from '../../../src/engine/preserve.ts';
import { stringAt, valueAt, type JsonObject } from '../../../src/json/json.ts';
import { translateFields } from '../../../src/merge/apply/translate-fields.ts';
import { fieldsOf } from '../../../src/merge/fields/fields-of.ts';
import { formatFieldsV1, parseFieldsV1 } from '../../../src/merge/fields/fields-v1.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import { autoscaler, cronJob, ingress, lossyAutoscaler } from '../../e2e/support/templates.ts';

const rules = loadBuiltinRules();
const PRESERVED = { 'f:annotations': { 'f:karmorph.io/preserved': {} } };

interface Case {
  readonly name: string;
  readonly object: JsonObject;
  /** The member's version, and its minor. */
  readonly served: string;
  readonly minor: string;
  readonly fields: JsonObject;
  /** The same in the member's version. */
  readonly want: JsonObject;
  /** What comes back from there, where it is not the same. */
  readonly back?: JsonObject;
}

const web = ingress('shop') as unknown as JsonObject;
const job = cronJob('shop', 'nightly') as unknown as JsonObject;
const scaler = autoscaler('shop') as unknown as JsonObject;
const lossy = lossyAutoscaler('shop') as unknown as JsonObject;
const BACKEND = ['spec', 'defaultBackend'];
const inPod = (fields: JsonObject): JsonObject => ({
  'f:spec': { 'f:jobTemplate': { 'f:spec': { 'f:template': { 'f:spec': fields } } } },
});

describe('translateFields', () => {
  const v1beta1 = { object: web, served: 'networking.k8s.io/v1beta1', minor: '1.18' };
  const cases: readonly Case[] = [
    {
      name: 'follows fields to where they are',
      ...v1beta1,
      fields: { 'f:spec': { 'f:defaultBackend': { 'f:service': { 'f:name': {} } } } },
      want: { 'f:spec': { 'f:backend': { 'f:serviceName': {} } } },
    },
    {
      name: 'takes lists whole that are managed whole',
      ...v1beta1,
      fields: { 'f:spec': { 'f:rules': {} } },
      want: { 'f:spec': { 'f:rules': {} } },
    },
    {
      name: 'leaves metadata as it is',
      ...v1beta1,
      fields: { 'f:metadata': { 'f:labels': { 'f:app': {} } } },
      want: { 'f:metadata': { 'f:labels': { 'f:app': {} } } },
    },
    {
      name: 'follows elements of lists, and who has put them there',
      ...{ object: job, served: 'batch/v1beta1', minor: '1.20' },
      fields: inPod({ 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:name': {} } } }),
      want: inPod({ 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:name': {} } } }),
    },
    {
      name: 'follows a field of an element without the element',
      ...{ object: job, served: 'batch/v1beta1', minor: '1.20' },
      fields: inPod({ 'f:containers': { 'k:{"name":"main"}': { 'f:image': {} } } }),
      want: inPod({ 'f:containers': { 'k:{"name":"main"}': { 'f:image': {} } } }),
    },
    {
      name: 'takes elements whole that are managed whole',
      ...v1beta1,
      object: { ...web, metadata: { name: 'web', ownerReferences: [{ uid: 'u', name: 'n' }] } },
      fields: { 'f:metadata': { 'f:ownerReferences': { 'k:{"uid":"u"}': {} } } },
      want: { 'f:metadata': { 'f:ownerReferences': { 'k:{"uid":"u"}': { '.': {}, 'f:name': {}, 'f:uid': {} } } } },
    },
    {
      name: 'finds what is in an annotation there',
      ...{ object: scaler, served: 'autoscaling/v1', minor: '1.21' },
      fields: { 'f:spec': { 'f:behavior': { 'f:scaleDown': { 'f:policies': {} } } } },
      want: { 'f:metadata': { 'f:annotations': { 'f:autoscaling.alpha.kubernetes.io/behavior': {} } } },
      back: {
        'f:spec': {
          'f:behavior': {
            'f:scaleDown': { 'f:policies': {}, 'f:selectPolicy': {}, 'f:stabilizationWindowSeconds': {} },
          },
        },
      },
    },
    {
      name: 'finds what the member cannot hold in the annotation that preserves it',
      ...{ object: lossy, served: 'autoscaling/v1', minor: '1.21' },
      fields: { 'f:spec': { 'f:metrics': {} } },
      want: {
        'f:metadata': {
          ...PRESERVED,
        },
        'f:spec': { 'f:targetCPUUtilizationPercentage': {} },
      },
    },
    { name: 'has nothing for nothing', ...v1beta1, fields: {}, want: {} },
  ];
  for (const { name, object, served, minor, fields, want, back = fields } of cases) {
    it(`${name}, and back`, () => {
      const [apiVersion = '', kind = ''] = [stringAt(object, 'apiVersion'), stringAt(object, 'kind')];
      const down = translateFields(object, parseFieldsV1(fields), {
        convert: (whole) => toMember(whole, served, rules),
        node: schemaOf(minor, served, kind),
      });
      expect(formatFieldsV1(down)).to.deep.equal(want);
      const stored = toMember(object, served, rules);
      if (!stored.ok) throw new Error(stored.problem.message);
      const up = translateFields(stored.object, down, {
        convert: (whole) => fromMember(whole, apiVersion, rules),
        node: schemaOf('1.34', apiVersion, kind),
      });
      expect(formatFieldsV1(up)).to.deep.equal(back);
    });
  }

  it('takes a part for the one of the same name when nothing converts without it', () => {
    const refused = { ok: false as const, problem: { code: 'FIELD_TYPE' as const, message: '', hint: '' } };
    const set = { 'f:spec': { 'f:defaultBackend': { 'f:service': { 'f:name': {} } }, 'f:tls': {} } };
    const fields = translateFields(web, parseFieldsV1(set), {
      convert: (object) =>
        valueAt(object, BACKEND) === valueAt(web, BACKEND) ? toMember(object, 'networking.k8s.io/v1', rules) : refused,
      node: schemaOf('1.34', 'networking.k8s.io/v1', 'Ingress'),
    });
    expect(formatFieldsV1(fields)).to.deep.equal({
      'f:spec': { 'f:defaultBackend': { 'f:service': { 'f:name': {}, 'f:port': {} } }, 'f:tls': {} },
    });
  });

  it('says nothing of an object that cannot be converted', () => {
    const all = fieldsOf(web, undefined);
    expect(
      formatFieldsV1(
        translateFields(web, all, { convert: (object) => toMember(object, 'x/v1', rules), node: undefined }),
      ),
    ).to.deep.equal({});
  });
});
