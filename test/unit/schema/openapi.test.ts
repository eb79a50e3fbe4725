import { expect } from 'chai';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { schemasFromOpenApi } from '../../../src/schema/openapi.ts';
import { droppedFields } from '../../../src/schema/dropped-fields.ts';
import type { OwnSchemas, SchemaNode } from '../../../src/schema/node.ts';

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

function droppedBy(schema: SchemaNode | undefined, object: JsonObject): readonly string[] | undefined {
  return schema && droppedFields(object, schema).map(({ path }) => path);
}

function schemasIn(document: Json, options: Partial<Parameters<typeof schemasFromOpenApi>[1]> = {}): OwnSchemas {
  const found = schemasFromOpenApi(document, { kubernetesVersion: '1.21', ...options });
  if (!found.ok) throw new Error(found.reason);
  return found.schemas;
}

/** A document with these definitions, the first of which is a Widget. */
function widgetDocument(definitions: JsonObject): JsonObject {
  const kinds = [{ group: 'example.com', version: 'v1', kind: 'Widget' }];
  const [name = '', definition] = Object.entries(definitions)[0] ?? [];
  return {
    swagger: '2.0',
    definitions: {
      ...definitions,
      [name]: { ...(definition as JsonObject), 'x-kubernetes-group-version-kind': kinds },
    },
  };
}

describe('schemasFromOpenApi', () => {
  it('finds a custom resource, and what it keeps', () => {
    const schema = schemasIn(V2).schemaOf('stable.example.com/v1', 'CronTab');
    const spec = { schedule: '* * * * *', port: 80, extra: { a: 1 }, labels: { a: 'b' }, steps: [{ name: 'a', x: 1 }] };
    const object = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'a', x: 1 }, spec };
    expect(droppedBy(schema, object)).to.deep.equal(['metadata.x', 'spec.steps[0].x']);
  });

  it('finds a built-in kind, and its types', () => {
    const schema = schemasIn(V2).schemaOf('policy/v1beta1', 'PodDisruptionBudget');
    const spec = { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' };
    expect(droppedBy(schema, { spec })).to.deep.equal(['spec.unhealthyPodEvictionPolicy']);
    const specNode = schema?.kind === 'object' ? schema.fields.get('spec') : undefined;
    const type = specNode?.kind === 'object' && specNode.fields.get('maxUnavailable');
    expect(type).to.deep.equal({ kind: 'scalar', type: 'intOrString' });
  });

  it('knows nothing of a kind that is not there, or not wanted', () => {
    expect(schemasIn(V2).schemaOf('policy/v1', 'PodDisruptionBudget')).to.equal(undefined);
    const some = schemasIn(V2, { kinds: new Set(['policy/v1beta1/PodDisruptionBudget']) });
    expect(some.schemaOf('policy/v1beta1', 'PodDisruptionBudget')).to.have.property('kind', 'object');
    expect(some.schemaOf('stable.example.com/v1', 'CronTab')).to.equal(undefined);
  });

  it('knows which fields are behind a feature gate in the minor of the server', () => {
    const jobSpec = 'io.k8s.api.batch.v1.JobSpec';
    const document = widgetDocument({
      widget: { type: 'object', properties: { spec: { $ref: `#/definitions/${jobSpec}` } } },
      [jobSpec]: { type: 'object', properties: { podFailurePolicy: { type: 'object' } } },
    });
    const object = { spec: { podFailurePolicy: { rules: [] } } };
    const droppedIn = (kubernetesVersion: string | undefined) =>
      droppedBy(schemasIn(document, { kubernetesVersion }).schemaOf('example.com/v1', 'Widget'), object);
    expect(droppedIn('1.25')).to.deep.equal(['spec.podFailurePolicy']);
    expect(droppedIn('1.34')).to.deep.equal([]);
    expect(droppedIn(undefined)).to.deep.equal([]);
  });

  describe('identity', () => {
    const base = { widget: { type: 'object', properties: { a: { $ref: '#/definitions/inner' } } } };
    const inner = { type: 'object', properties: { b: { type: 'string', description: 'B' } } };
    const identityOf = (definitions: JsonObject, kubernetesVersion = '1.21') =>
      schemasIn(widgetDocument({ ...base, ...definitions }), { kubernetesVersion }).identity;
    const cases: { name: string; definitions: JsonObject; minor?: string; equal: boolean }[] = [
      { name: 'the same document', definitions: { inner }, equal: true },
      {
        name: 'another description',
        definitions: { inner: { ...inner, properties: { b: { type: 'string' } } } },
        equal: true,
      },
      { name: 'a definition that no kind uses', definitions: { inner, other: { type: 'string' } }, equal: true },
      {
        name: 'another field far below',
        definitions: { inner: { ...inner, properties: { c: { type: 'string' } } } },
        equal: false,
      },
      { name: 'another minor, with other gates', definitions: { inner }, minor: '1.22', equal: false },
    ];
    for (const { name, definitions, minor, equal } of cases) {
      it(`is ${equal ? 'equal' : 'another'} for ${name}`, () => {
        expect(identityOf(definitions, minor) === identityOf({ inner })).to.equal(equal);
      });
    }
  });

  const chain = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, i) => [
      `d${String(i)}`,
      { type: 'object', properties: { next: { $ref: `#/definitions/d${String(i + 1)}` } } },
    ]),
  );
  const huge = { type: 'object', properties: { ['x'.repeat(5 * 1024 * 1024)]: { type: 'string' } } };
  const refused: { name: string; document: Json; want: string }[] = [
    { name: 'an empty object', document: {}, want: 'is no OpenAPI 2.0 document with definitions' },
    { name: 'a list', document: [], want: 'is no OpenAPI 2.0 document with definitions' },
    {
      name: 'definitions of a wrong type',
      document: { swagger: '2.0', definitions: [] },
      want: 'is no OpenAPI 2.0 document with definitions',
    },
    {
      name: 'OpenAPI 3',
      document: { openapi: '3.0.0', components: { schemas: {} } },
      want: 'is no OpenAPI 2.0 document with definitions',
    },
    {
      name: 'definitions without kinds',
      document: { swagger: '2.0', definitions: { a: null, b: { 'x-kubernetes-group-version-kind': 1 } } },
      want: 'describes none of the kinds that are wanted',
    },
    { name: 'a chain without end', document: widgetDocument(chain), want: 'has definitions that nest too deep' },
    { name: 'too much', document: widgetDocument({ huge }), want: 'describes more fields than are kept of a server' },
  ];
  for (const { name, document, want } of refused) {
    it(`refuses ${name}`, () => {
      expect(schemasFromOpenApi(document, { kubernetesVersion: '1.21' })).to.deep.equal({ ok: false, reason: want });
    });
  }
});
