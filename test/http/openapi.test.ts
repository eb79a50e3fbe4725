import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { expect } from 'chai';
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
const selectors = { resourceSelectors: [{ apiVersion: 'batch/v1', kind: 'CronJob' }] };
const group = 'policy.karmada.io/v1alpha1';
const NOWHERE = { clusterAffinity: { clusterNames: ['gone'] } };
const placing = {
  apiVersion: group,
  kind: 'PropagationPolicy',
  metadata: { name: 'p' },
  spec: { ...selectors, placement: { clusterAffinity: { clusterNames: ['old'] } } },
};
const overriding = {
  apiVersion: group,
  kind: 'OverridePolicy',
  metadata: { name: 'o' },
  spec: {
    ...selectors,
    overrideRules: [{ overriders: { labelsOverrider: [{ operator: 'add', value: { a: 'b' } }] } }],
  },
};
const strict = {
  apiVersion: 'karmorph.io/v1alpha1',
  kind: 'ClusterConversionPolicy',
  metadata: { name: 'strict' },
  spec: { onLoss: 'Deny' },
};
const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };

/** Where the served document is for references into it. */
const DOCUMENT = 'karmorph:/v1/openapi.json';

describe('the OpenAPI document', () => {
  let service: ServiceUnderTest;
  let port = 0;
  let document: unknown;
  // By a validator that has nothing to do with what writes the document.
  const validator = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  /** What is wrong with a value by a schema of the served document; nothing when it is as described. */
  const mistakes = (name: string, value: unknown): readonly ErrorObject[] => {
    const check = validator.getSchema(`${DOCUMENT}#/components/schemas/${name}`);
    if (!check) throw new Error(`the document has no schema ${name}`);
    return check(value) === true ? [] : (check.errors ?? []);
  };
  before(async () => {
    service = await ServiceUnderTest.create();
    const fleet = inventoryOf([memberOf('old', '1.18'), memberOf('new', '1.34'), memberServing('bare', undefined, [])]);
    ({ port } = await service.start(fleet));
    const answer = await send({ port, ca: service.ca }, '/v1/openapi.json');
    expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'application/json; charset=utf-8']);
    document = answer.json;
    validator.addSchema(openApi(), DOCUMENT);
  });
  after(() => service.stopAll());

  const openApi = (): JsonObject => {
    if (!isJsonObject(document)) throw new Error('the document is no object');
    return document;
  };

  it('is right by the schema that OpenAPI 3.1 has of its documents', async () => {
    const checked = new Validator();
    expect(await checked.validate(structuredClone(openApi()))).to.deep.equal({ valid: true });
    expect(checked.version).to.equal('3.1');
    const wrong = { ...openApi(), paths: { '/v1/dry-run': { post: { responses: { 200: { content: {} } } } } } };
    expect(await new Validator().validate(wrong)).to.have.property('valid', false);
  });

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
    {
      name: 'what a policy places and another one overrides',
      request: { templates: [cronJob, placing, overriding] },
      status: 200,
      verdict: 'lossy',
    },
    {
      name: 'a placement that allows no member',
      request: { templates: [cronJob, { ...placing, spec: { ...placing.spec, placement: NOWHERE } }] },
      status: 200,
      verdict: 'unreached',
    },
    {
      name: 'a loss that a policy denies',
      request: { templates: [cronJob, strict], members: ['old'] },
      status: 200,
      verdict: 'lossy',
    },
    { name: 'a member that nobody has', request: { template: ingress, members: ['nobody'] }, status: 404 },
    { name: 'no template', request: { templates: [] }, status: 400 },
  ];
  for (const { name, request, status, verdict } of cases) {
    it(`describes the request and the answer for ${name}`, async () => {
      const answer = await send({ port, ca: service.ca }, '/v1/dry-run', { body: JSON.stringify(request) });
      expect(answer.status).to.equal(status);
      expect(document).to.have.nested.property(`paths./v1/dry-run.post.responses.${String(status)}`);
      expect(mistakes('Request', request)).to.deep.equal([]);
      expect(mistakes(verdict === undefined ? 'Status' : 'Answer', answer.json)).to.deep.equal([]);
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
    it(`does not describe ${name}`, () => expect(mistakes(schema, value)).not.to.deep.equal([]));
  }
});
