import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { schemaFromOpenApiV2, schemaFromOpenApiV3 } from '../../../src/schema/openapi.ts';
import { droppedFields } from '../../../src/schema/dropped-fields.ts';
import type { SchemaNode } from '../../../src/schema/node.ts';

const CRON_TAB = { group: 'stable.example.com', kind: 'CronTab', version: 'v1' };

/** As an API server 1.21 publishes at /openapi/v2: a built-in kind, and a custom resource with what it may do. */
const V2: JsonObject = {
  swagger: '2.0',
  info: { title: 'Kubernetes', version: 'v1.21.14' },
  paths: {},
  definitions: {
    'com.example.stable.v1.CronTab': {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: {
          description: 'Standard object metadata.',
          $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2',
        },
        spec: {
          type: 'object',
          required: ['schedule'],
          properties: {
            schedule: { type: 'string' },
            port: { 'x-kubernetes-int-or-string': true },
            extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
            steps: {
              type: 'array',
              items: { type: 'object', properties: { name: { type: 'string' } } },
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['name'],
            },
          },
        },
      },
      'x-kubernetes-group-version-kind': [CRON_TAB],
    },
    'io.k8s.api.policy.v1beta1.PodDisruptionBudget': {
      type: 'object',
      properties: {
        metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
        spec: { $ref: '#/definitions/io.k8s.api.policy.v1beta1.PodDisruptionBudgetSpec' },
      },
      'x-kubernetes-group-version-kind': [{ group: 'policy', kind: 'PodDisruptionBudget', version: 'v1beta1' }],
    },
    'io.k8s.api.policy.v1beta1.PodDisruptionBudgetSpec': {
      type: 'object',
      properties: { maxUnavailable: { $ref: '#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString' } },
    },
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object', properties: { name: { type: 'string' } } },
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2': { type: 'object', properties: { name: { type: 'string' } } },
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
  },
};

/** As /openapi/v3/apis/policy/v1 of an API server 1.27: references are wrapped, to carry a default. */
const V3: JsonObject = {
  openapi: '3.0.0',
  components: {
    schemas: {
      'io.k8s.api.policy.v1.PodDisruptionBudget': {
        type: 'object',
        properties: {
          metadata: {
            default: {},
            allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
          },
          spec: { default: {}, allOf: [{ $ref: '#/components/schemas/io.k8s.api.policy.v1.PodDisruptionBudgetSpec' }] },
        },
        'x-kubernetes-group-version-kind': [{ group: 'policy', kind: 'PodDisruptionBudget', version: 'v1' }],
      },
      'io.k8s.api.policy.v1.PodDisruptionBudgetSpec': {
        type: 'object',
        properties: {
          maxUnavailable: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString' },
          unhealthyPodEvictionPolicy: { type: 'string' },
        },
      },
      'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object', properties: { name: { type: 'string' } } },
      'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
        format: 'int-or-string',
        oneOf: [{ type: 'integer' }, { type: 'string' }],
      },
    },
  },
};

function droppedBy(schema: SchemaNode | undefined, object: JsonObject): readonly string[] | undefined {
  return schema && droppedFields(object, schema).map(({ path }) => path);
}

describe('schemaFromOpenApiV2', () => {
  it('finds a custom resource, and what it keeps', () => {
    const schema = schemaFromOpenApiV2(V2, 'stable.example.com/v1', 'CronTab');
    const spec = { schedule: '* * * * *', port: 80, extra: { a: 1 }, labels: { a: 'b' }, steps: [{ name: 'a', x: 1 }] };
    const object = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'a', x: 1 }, spec };
    expect(droppedBy(schema, object)).to.deep.equal(['metadata.x', 'spec.steps[0].x']);
  });

  it('finds a built-in kind', () => {
    const schema = schemaFromOpenApiV2(V2, 'policy/v1beta1', 'PodDisruptionBudget');
    const spec = { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' };
    expect(droppedBy(schema, { spec })).to.deep.equal(['spec.unhealthyPodEvictionPolicy']);
  });

  it('knows nothing of a kind that is not there', () => {
    expect(schemaFromOpenApiV2(V2, 'policy/v1', 'PodDisruptionBudget')).to.equal(undefined);
  });

  for (const document of [
    {},
    { definitions: [] },
    { definitions: { a: null, b: { 'x-kubernetes-group-version-kind': 1 } } },
  ]) {
    it(`knows nothing by ${JSON.stringify(document)}`, () => {
      expect(schemaFromOpenApiV2(document, 'v1', 'Pod')).to.equal(undefined);
    });
  }
});

describe('schemaFromOpenApiV3', () => {
  it('follows references that carry a default', () => {
    const schema = schemaFromOpenApiV3(V3, 'policy/v1', 'PodDisruptionBudget');
    const spec = { maxUnavailable: '50%', unhealthyPodEvictionPolicy: 'AlwaysAllow', later: 1 };
    expect(droppedBy(schema, { metadata: { name: 'a', x: 1 }, spec })).to.deep.equal(['metadata.x', 'spec.later']);
    const specNode = schema?.kind === 'object' ? schema.fields.get('spec') : undefined;
    const types = specNode?.kind === 'object' && specNode.fields.get('maxUnavailable');
    expect(types).to.deep.equal({ kind: 'scalar', type: 'intOrString' });
  });

  it('knows nothing by a document of version 2', () => {
    expect(schemaFromOpenApiV3(V2, 'policy/v1beta1', 'PodDisruptionBudget')).to.equal(undefined);
  });
});
