import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { schemaFromCrd } from '../../../src/schema/crd.ts';
import { droppedFields } from '../../../src/schema/dropped-fields.ts';

const openAPIV3Schema = {
  type: 'object',
  properties: {
    metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 10 } } },
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer' },
        nothing: { type: 'object' },
        anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        template: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
        },
      },
    },
  },
};

const crd: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  spec: {
    versions: [
      { name: 'v1', schema: { openAPIV3Schema } },
      { name: 'v2', schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } },
    ],
  },
};

const beta = (spec: JsonObject): JsonObject => ({ apiVersion: 'apiextensions.k8s.io/v1beta1', spec });

const object: JsonObject = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a', labels: { a: 'b' }, x: 1 },
  spec: {
    size: 1,
    sizes: [],
    nothing: { a: 1 },
    anything: { a: 1 },
    template: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: {}, x: 1 }, spec: { a: 'x', b: 1 } },
  },
};
const pruned = ['metadata.x', 'spec.sizes', 'spec.nothing.a', 'spec.template.metadata.x', 'spec.template.spec.b'];

describe('schemaFromCrd', () => {
  const cases = [
    { name: 'a version with its schema', crd, version: 'v1', want: pruned },
    { name: 'a version that keeps everything at its root', crd, version: 'v2', want: [] },
    { name: 'a version that is not there', crd, version: 'v3', want: undefined },
    { name: 'a definition without a spec', crd: {}, version: 'v1', want: undefined },
    {
      name: 'one schema for all versions, pruned',
      crd: beta({ version: 'v1', preserveUnknownFields: false, validation: { openAPIV3Schema } }),
      version: 'v1',
      want: pruned,
    },
    {
      name: 'the same, which v1beta1 does not prune by default',
      crd: beta({ versions: [{ name: 'v1' }], validation: { openAPIV3Schema } }),
      version: 'v1',
      want: [],
    },
    { name: 'no schema at all', crd: beta({ version: 'v1', preserveUnknownFields: false }), version: 'v1', want: [] },
  ];
  for (const { name, crd: definition, version, want } of cases) {
    it(`reads ${name}`, () => {
      const schema = schemaFromCrd(definition, version);
      expect(schema && droppedFields(object, schema).map(({ path }) => path)).to.deep.equal(want);
    });
  }
});
