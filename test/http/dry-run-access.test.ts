import { expect } from 'chai';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createReviews } from '../../src/dry-run/reviews.ts';
import { createTokenAccess } from '../../src/dry-run/token-access.ts';
import { decodeJson } from '../../src/json/decode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../../src/json/json.ts';
import { overridePolicy } from '../../src/karmada/override-policy.ts';
import { propagationPolicy } from '../../src/karmada/propagation-policy.ts';
import { kubeClientFromFile, type KubeClient } from '../../src/kube/kube-client.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { send, type HttpAnswer } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const TOKEN_REVIEWS = '/apis/authentication.k8s.io/v1/tokenreviews';
const ACCESS_REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } };

const selectors = { resourceSelectors: [{ apiVersion: 'v1', kind: 'ConfigMap' }] };
const metadata = { name: 'secret-name', namespace: 'shop' };
const placing = propagationPolicy.parse({ metadata, spec: selectors });
const overriders = { labelsOverrider: [{ operator: 'add', value: { owner: 'secret-value' } }] };
const overriding = overridePolicy.parse({ metadata, spec: { ...selectors, overrideRules: [{ overriders }] } });
const [other, otherOverride] = [
  { ...placing.metadata, namespace: 'bank', name: 'other-policy' },
  { ...overriding.metadata, namespace: 'bank', name: 'other-override' },
];
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' } };

/** Answers reviews by their spec. */
function reviews(statusOf: (spec: JsonObject) => JsonObject, seen: JsonObject[]) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const decoded = decodeJson(Buffer.concat(chunks).toString('utf8'));
      const review = decoded.ok && isJsonObject(decoded.value) ? decoded.value : {};
      seen.push(review);
      const answer = { ...review, status: statusOf(objectAt(review, 'spec') ?? {}) };
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  };
}

describe('dry run for callers of the Karmada API server', () => {
  let service: ServiceUnderTest;
  let karmada: FakeApiServer;
  let client: KubeClient;
  let port = 0;
  const seen: JsonObject[] = [];
  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(async () => {
    seen.length = 0;
    karmada = await FakeApiServer.start();
    karmada.on(
      TOKEN_REVIEWS,
      reviews(({ token }) => {
        if (token === 'wrong') return { authenticated: false };
        return { authenticated: true, user: { username: token, uid: '7', groups: ['team'], extra: { a: ['b'] } } };
      }, seen),
    );
    karmada.on(
      ACCESS_REVIEWS,
      reviews(({ user, nonResourceAttributes, resourceAttributes }) => {
        const mayAsk = nonResourceAttributes !== undefined && (user === 'ci' || user === 'tenant');
        const where = stringAt(isJsonObject(resourceAttributes) ? resourceAttributes : undefined, 'namespace');
        return { allowed: user === 'admin' || mayAsk || (user === 'tenant' && where === 'shop') };
      }, seen),
    );
    client = await kubeClientFromFile(karmada.kubeconfig);
    const clock = new FakeClock();
    const dryRunAccess = createTokenAccess({
      reviews: createReviews(client, clock),
      clock,
      onProblem: () => undefined,
    });
    const members = [memberOf('paris', '1.18'), memberOf('rome', '1.34'), memberOf('oslo', '1.34')];
    const fleet = inventoryOf(members, true, {
      policies: [placing, { ...placing, metadata: other }],
      overrides: [overriding, { ...overriding, metadata: otherOverride }],
    });
    ({ port } = await service.start(fleet, { dryRunAccess }));
  });
  afterEach(async () => {
    await service.stopAll();
    client.close();
    await karmada.stop();
  });

  function ask(token: string | undefined, body: JsonObject, from?: string): Promise<HttpAnswer> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request = { body: JSON.stringify(body), headers, ...(from !== undefined && { from }) };
    return send({ port, ca: service.ca }, '/v1/dry-run', request);
  }

  it('names members to those who may list clusters, from any address', async () => {
    const answer = await ask('admin', { template: ingress, members: ['rome'] }, '127.0.0.2');
    expect(answer.status).to.equal(200);
    expect(answer.json).to.have.nested.property('results[0].plans[0].members').that.deep.equals(['rome']);
  });

  it('numbers sets of members for those who may not, and names nobody', async () => {
    const answer = await ask('ci', { template: ingress });
    expect(answer.status).to.equal(200);
    expect(answer.json).to.deep.nested.include({
      'results[0].plans[0].members': ['set-1'],
      'results[0].plans[1].members': ['set-2'],
    });
    expect(answer.text).not.to.match(/paris|rome|oslo/);
    expect(seen.map(({ kind }) => stringAt({ kind }, 'kind'))).to.deep.equal([
      'TokenReview',
      ...Array<string>(8).fill('SubjectAccessReview'),
    ]);
    expect(seen.at(-1)?.spec).to.have.nested.property('resourceAttributes.namespace', 'default');
    expect(seen[1]?.spec).to.deep.equal({
      user: 'ci',
      uid: '7',
      groups: ['team'],
      extra: { a: ['b'] },
      nonResourceAttributes: { path: '/v1/dry-run', verb: 'post' },
    });
    expect(seen[2]?.spec).to.deep.include({
      resourceAttributes: { group: 'cluster.karmada.io', version: 'v1alpha1', resource: 'clusters', verb: 'list' },
    });
  });

  it('tells those who may list policies which of them counts, and what they make of a template', async () => {
    const answer = await ask('admin', { template: configMap });
    expect(answer.json).to.deep.nested.include({
      'results[0].policy': { kind: 'PropagationPolicy', ...metadata },
      'results[0].plans[0].overriddenBy': [{ kind: 'OverridePolicy', ...metadata }],
      'results[0].plans[0].object.metadata.labels': { owner: 'secret-value' },
    });
  });

  it('tells those who may list policies in one namespace of the templates there, and of no others', async () => {
    const elsewhere = { ...configMap, metadata: { name: 'web', namespace: 'bank' } };
    const answer = await ask('tenant', { templates: [configMap, elsewhere] });
    expect(answer.json).to.deep.nested.include({
      'results[0].policy': { kind: 'PropagationPolicy', ...metadata },
      'results[0].plans[0].members': ['set-1'],
      'results[0].plans[0].object.metadata.labels': { owner: 'secret-value' },
      'results[1].basis': 'policy',
    });
    expect(answer.json).not.to.have.nested.property('results[1].policy');
    expect(answer.text).not.to.include('other-');
  });

  it('tells others neither names of policies nor what overrides make of a template', async () => {
    const answer = await ask('ci', { template: configMap });
    expect(answer.json).to.deep.nested.include({
      verdict: 'unknown',
      'results[0].basis': 'policy',
      'results[0].plans[0].members': ['set-1', 'set-2'],
      'results[0].plans[0].problem.code': 'DRY_RUN_OVERRIDES_HIDDEN',
    });
    expect(answer.text).not.to.include('secret');
  });

  const refused: readonly { name: string; token?: string; body?: JsonObject; status: number; code: string }[] = [
    { name: 'a caller without a token', status: 401, code: 'DRY_RUN_UNAUTHENTICATED' },
    { name: 'a token that is not accepted', token: 'wrong', status: 401, code: 'DRY_RUN_UNAUTHENTICATED' },
    { name: 'a user who may not ask', token: 'guest', status: 403, code: 'DRY_RUN_FORBIDDEN' },
    {
      name: 'to tell whether a member exists to those who may not list them',
      token: 'ci',
      body: { template: ingress, members: ['nobody'] },
      status: 403,
      code: 'DRY_RUN_NAMES',
    },
  ];
  for (const { name, token, body = { template: ingress }, status, code } of refused) {
    it(`refuses ${name}`, async () => {
      const answer = await ask(token, body);
      expect(answer.status).to.equal(status);
      expect(answer.json).to.include({ kind: 'Status', code: status });
      expect(answer.json).to.have.nested.property('details.causes[0].reason', code);
      expect(answer.headers['www-authenticate']).to.equal(status === 401 ? 'Bearer' : undefined);
    });
  }

  it('refuses everybody while the API server refuses reviews, and tells nothing of it', async () => {
    karmada.json(TOKEN_REVIEWS, { kind: 'Status', message: 'no rights' }, 403);
    const answer = await ask('admin', { template: ingress });
    expect(answer.status).to.equal(503);
    expect(answer.json).to.have.nested.property('details.causes[0].reason', 'DRY_RUN_UNDECIDED');
    expect(answer.text).not.to.include('no rights');
  });

  it('says when to try again after too many', async () => {
    const answers = await Promise.all(Array.from({ length: 11 }, () => ask('ci', { template: ingress })));
    const late = answers.filter(({ status }) => status === 429);
    expect(late).to.have.length(1);
    expect(late[0]?.headers['retry-after']).to.equal('1');
    expect(late[0]?.json).to.have.nested.property('details.retryAfterSeconds', 1);
  });

  it('never logs a token', async () => {
    const logged = service.logged('request');
    await ask('secret-token', { template: ingress });
    await logged;
    expect(service.logs.join('')).to.include('"door":"dry_run"').and.not.to.include('secret-token');
  });
});
