import { expect } from 'chai';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { decodeObject } from '../../../src/schema/decode-object.ts';
import { decodingText, printedText, typingText } from '../../../src/schema/go-types.ts';
import type { ObjectNode } from '../../../src/schema/node.ts';
import { schemaOf } from '../../../src/schema/packaged.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

function schema(apiVersion: string, kind: string): ObjectNode {
  const node = schemaOf('1.34', apiVersion, kind);
  if (node?.kind !== 'object') throw new Error(`no schema of ${kind}`);
  return node;
}

const INGRESS = schema('networking.k8s.io/v1', 'Ingress');
const CRON_JOB = schema('batch/v1', 'CronJob');
const CRD = schema('apiextensions.k8s.io/v1', 'CustomResourceDefinition');

describe('decodeObject', () => {
  const unknown: { name: string; object: JsonObject; node?: ObjectNode; left: JsonObject; want: string[] }[] = [
    {
      name: 'leaves out fields that the schema lacks, and says where they were',
      object: { spec: { nonsense: 1, rules: [{ host: 'a' }, { host: 'b', more: { x: 1 } }] }, top: null },
      left: { spec: { rules: [{ host: 'a' }, { host: 'b' }] } },
      want: ['spec.nonsense', 'spec.rules[1].more', 'top'],
    },
    {
      name: 'keeps what may be anything, and the keys of maps',
      object: { metadata: { labels: { 'a.b/c': 'd' }, managedFields: [{ fieldsV1: { 'f:x': {} } }] } },
      left: { metadata: { labels: { 'a.b/c': 'd' }, managedFields: [{ fieldsV1: { 'f:x': {} } }] } },
      want: [],
    },
    {
      name: 'takes a boolean for a schema in a schema',
      object: { spec: { versions: [{ schema: { openAPIV3Schema: { additionalProperties: true } } }] } },
      node: CRD,
      left: { spec: { versions: [{ schema: { openAPIV3Schema: { additionalProperties: true } } }] } },
      want: [],
    },
  ];
  for (const { name, object, node = INGRESS, left, want } of unknown) {
    it(name, () => {
      const decoded = decodeObject(deepFreeze(object), node);
      expect(decoded).to.deep.equal({ object: left, unknown: want, mistyped: undefined });
    });
  }

  it('gives the object itself when there is nothing to leave out', () => {
    const object = { spec: { rules: [{ host: 'a' }] } };
    expect(decodeObject(object, INGRESS).object).to.equal(object);
  });

  const types: { name: string; node?: ObjectNode; object: JsonObject; says: string }[] = [
    {
      name: 'an object',
      object: { spec: 'none' },
      says: 'string into Go struct field Ingress.spec of type v1.IngressSpec',
    },
    {
      name: 'a list',
      object: { spec: { rules: {} } },
      says: 'object into Go struct field IngressSpec.spec.rules of type []v1.IngressRule',
    },
    {
      name: 'an element of a list',
      object: { spec: { rules: [null, []] } },
      says: 'array into Go struct field IngressSpec.spec.rules of type v1.IngressRule',
    },
    {
      name: 'a map',
      object: { metadata: { labels: ['none'] } },
      says: 'array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    },
    {
      name: 'a text',
      object: { spec: { ingressClassName: 5 } },
      says: 'number into Go struct field IngressSpec.spec.ingressClassName of type string',
    },
    {
      name: 'a whole number',
      node: CRON_JOB,
      object: { spec: { failedJobsHistoryLimit: 1.5 } },
      says: 'number 1.5 into Go struct field CronJobSpec.spec.failedJobsHistoryLimit of type int32',
    },
    {
      name: 'a boolean, of which the first counts',
      node: CRON_JOB,
      object: { spec: { suspend: 'yes', schedule: true } },
      says: 'string into Go struct field CronJobSpec.spec.suspend of type bool',
    },
  ];
  for (const { name, node = INGRESS, object, says } of types) {
    it(`says what is in the place of ${name}, as Go does`, () => {
      const { mistyped } = decodeObject(deepFreeze(object), node);
      expect(mistyped && decodingText(mistyped)).to.equal(`json: cannot unmarshal ${says}`);
    });
  }

  it('says it as an apply does', () => {
    const { mistyped } = decodeObject({ spec: { rules: { a: [1, null] } } }, INGRESS);
    expect(mistyped && typingText(mistyped)).to.equal('.spec.rules: expected list, got &{map[a:[1 <nil>]]}');
  });
});

describe('a value as Go prints it', () => {
  const cases: [Json, string][] = [
    [{ b: { c: [] }, a: 'x' }, 'map[a:x b:map[c:[]]]'],
    [[true, 1, 'two'], '[true 1 two]'],
    [null, '<nil>'],
  ];
  for (const [value, want] of cases) it(want, () => expect(printedText(value)).to.equal(want));
});
