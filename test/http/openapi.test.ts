import { expect } from 'chai';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../src/json/json.ts';
import { inventoryOf, memberOf, memberServing } from '../support/fleet.ts';
import { send } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop' } };
const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', spec: { timeZone: 'UTC', schedule: '@daily' } };
const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: { group: 'example.com', names: { kind: 'Widget' }, versions: [{ name: 'v1', served: true }] },
};
const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };

/** A schema of the served document by its name. */
type Schemas = (name: string) => z.ZodType;

describe('the OpenAPI document', () => {
  let service: ServiceUnderTest;
  let port = 0;
  let document: unknown;
  const schemaOf: Schemas = (name) => {
    const schemas =
      isJsonObject(document) && isJsonObject(document.components) ? document.components.schemas : undefined;
    const schema = isJsonObject(schemas) ? schemas[name] : undefined;
    if (!isJsonObject(schema)) throw new Error(`the document has no schema ${name}`);
    return z.fromJSONSchema(schema);
  };
  before(async () => {
    service = await ServiceUnderTest.create();
    const fleet = inventoryOf([memberOf('old', '1.18'), memberOf('new', '1.34'), memberServing('bare', undefined, [])]);
    ({ port } = await service.start(fleet));
    const answer = await send({ port, ca: service.ca }, '/v1/openapi.json');
    expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'application/json; charset=utf-8']);
    document = answer.json;
  });
  after(() => service.stopAll());

  it('is of OpenAPI 3.1, and answers for the path that is served', () => {
    expect(document).to.include({ openapi: '3.1.0' });
    expect(document).to.have.property('paths').that.has.all.keys('/v1/dry-run');
  });

  const cases: readonly { name: string; request: JsonObject; status: number; verdict?: string }[] = [
    { name: 'one template', request: { template: ingress }, status: 200, verdict: 'unknown' },
    {
      name: 'templates for a member',
      request: { templates: [ingress], members: ['old'] },
      status: 200,
      verdict: 'lossless',
    },
    { name: 'a loss', request: { templates: [cronJob], members: ['old'] }, status: 200, verdict: 'lossy' },
    { name: 'an object as it is', request: ingress, status: 200, verdict: 'unknown' },
    { name: 'a kind that nobody knows', request: widget, status: 200, verdict: 'unknown' },
    {
      name: 'a kind that the input defines',
      request: { templates: [widget, crd], members: ['new'] },
      status: 200,
      verdict: 'native',
    },
    { name: 'a member that nobody has', request: { template: ingress, members: ['nobody'] }, status: 404 },
    { name: 'no template', request: { templates: [] }, status: 400 },
  ];
  for (const { name, request, status, verdict } of cases) {
    it(`describes the request and the answer for ${name}`, async () => {
      const answer = await send({ port, ca: service.ca }, '/v1/dry-run', { body: JSON.stringify(request) });
      expect(answer.status).to.equal(status);
      expect(document).to.have.nested.property(`paths./v1/dry-run.post.responses.${String(status)}`);
      expect(schemaOf('Request').safeParse(request).error).to.equal(undefined);
      expect(schemaOf(verdict === undefined ? 'Status' : 'Answer').safeParse(answer.json).error).to.equal(undefined);
      if (verdict !== undefined) expect(answer.json).to.have.property('verdict', verdict);
    });
  }

  const refused: readonly { name: string; schema: string; value: JsonObject }[] = [
    { name: 'a request with another field', schema: 'Request', value: { template: {}, cluster: 'a' } },
    {
      name: 'an answer with another field',
      schema: 'Answer',
      value: { verdict: 'native', plans: {}, results: [], x: 1 },
    },
    { name: 'an answer without a verdict', schema: 'Answer', value: { plans: {}, results: [] } },
    { name: 'a Status without causes', schema: 'Status', value: { kind: 'Status', apiVersion: 'v1' } },
  ];
  for (const { name, schema, value } of refused) {
    it(`does not describe ${name}`, () => expect(schemaOf(schema).safeParse(value).success).to.equal(false));
  }
});
