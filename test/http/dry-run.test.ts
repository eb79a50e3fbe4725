import { expect } from 'chai';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { propagationPolicy } from '../../src/karmada/propagation-policy.ts';
import { policySetOf } from '../../src/policies/policy-set.ts';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { send, type HttpAnswer } from '../support/https-client.ts';
import { policy } from '../support/policies.ts';
import { ServiceUnderTest } from '../support/service.ts';

const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } };

describe('dry run over HTTPS', () => {
  let service: ServiceUnderTest;
  before(async () => {
    service = await ServiceUnderTest.create();
  });
  afterEach(() => service.stopAll());

  const fleet = inventoryOf([memberOf('old', '1.18'), memberOf('new', '1.34')]);
  const unread = inventoryOf([], false);

  it('says what each member would get', async () => {
    const answer = await service.ask(fleet, '/v1/dry-run', { body: JSON.stringify({ template: ingress }) });
    expect(answer.status).to.equal(200);
    expect(answer.json).to.have.nested.property('results[0].template.kind', 'Ingress');
    expect(answer.json).to.have.nested.property('results[0].plans').with.length(2);
  });

  it('reads YAML, and plans for the members named', async () => {
    const body = 'members: [old]\ntemplate:\n  apiVersion: networking.k8s.io/v1\n  kind: Ingress\n';
    const answer = await service.ask(fleet, '/v1/dry-run', { body, headers: { 'content-type': 'application/yaml' } });
    expect(answer.json).to.have.nested.property('results[0].plans[0].target', 'networking.k8s.io/v1beta1');
    expect(answer.json).to.have.nested.property('results[0].plans').with.length(1);
  });

  it('goes by policies of the control plane and of the body, and says which', async () => {
    const selector = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' };
    const placing = (member: string) => ({
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'PropagationPolicy',
      metadata: { name: 'p', namespace: 'shop' },
      spec: { resourceSelectors: [selector], placement: { clusterAffinity: { clusterNames: [member] } } },
    });
    const members = [memberOf('old', '1.18'), memberOf('new', '1.34')];
    const placed = inventoryOf(members, true, { policies: [propagationPolicy.parse(placing('old'))] });
    const { port } = await service.start(placed);
    const ask = (...templates: readonly JsonObject[]): Promise<HttpAnswer> =>
      send({ port, ca: service.ca }, '/v1/dry-run', { body: JSON.stringify({ templates, namespace: 'shop' }) });
    const named = { kind: 'PropagationPolicy', namespace: 'shop', name: 'p' };
    expect((await ask(ingress)).json).to.deep.nested.include({
      'results[0].basis': 'policy',
      'results[0].policy': named,
      'results[0].plans[0].members': ['old'],
    });
    const answer = await ask(placing('new'), ingress);
    expect(answer.json).to.have.property('results').with.length(1);
    expect(answer.json).to.deep.nested.include({ 'results[0].policy': named, 'results[0].plans[0].members': ['new'] });
  });

  it('says what conversion policies make of a loss, and waits for them to be read', async () => {
    const lossy = { ...ingress, spec: { defaultBackends: [] } };
    const body = JSON.stringify({ template: lossy, members: ['new'] });
    const denying = policySetOf([policy('strict', { onLoss: 'Deny' })]);
    const { port } = await service.start(fleet, { policies: () => denying });
    const answer = await send({ port, ca: service.ca }, '/v1/dry-run', { body });
    expect(answer.json).to.deep.nested.include({
      outcome: 'Deny',
      'results[0].plans[0].findings[0]': {
        outcome: 'Deny',
        members: ['new'],
        paths: ['spec.defaultBackends'],
        policies: ['ClusterConversionPolicy strict'],
      },
    });
    const waiting = await service.start(fleet, { policies: () => undefined });
    const refused = await send({ port: waiting.port, ca: service.ca }, '/v1/dry-run', { body });
    expect(refused.status).to.equal(503);
    expect(refused.json).to.have.nested.property('details.causes[0].reason', 'POLICIES_NOT_READ');
  });

  it('keeps integers beyond 2^53', async () => {
    const body = `{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","spec":{"x":{"y":12345678901234567890}}}`;
    expect((await service.ask(fleet, '/v1/dry-run', { body })).text).to.include('"y":12345678901234567890');
  });

  it('answers nobody but this host, and says what to do', async () => {
    const request = { body: JSON.stringify(ingress), from: '127.0.0.2' };
    const answer = await service.ask(fleet, '/v1/dry-run', request);
    expect(answer.status).to.equal(403);
    expect(answer.json).to.have.nested.property('details.causes[0].reason', 'DRY_RUN_REMOTE');
    expect(answer.text).to.include('127.0.0.2').and.to.include('kubectl port-forward');
  });

  it('answers GET with the method that it takes', async () => {
    const answer = await service.ask(fleet, '/v1/dry-run', { method: 'GET' });
    expect(answer.status).to.equal(405);
    expect(answer.headers.allow).to.equal('POST');
    expect(answer.json).to.include({ message: 'a dry run is not answered to GET: send POST' });
  });

  const saying: readonly { name: string; body: string; says: string }[] = [
    { name: 'both forms', body: '{"template":{},"templates":[]}', says: 'exactly one of "templates" and "template"' },
    { name: 'another form', body: '{"object":{}}', says: 'Send {"template": {...}}' },
    { name: 'broken YAML', body: 'a: 1\nb: [1\nc: 2\n', says: 'line 3, column 1: the text is not valid YAML: ' },
  ];
  for (const { name, body, says } of saying) {
    it(`says what is wrong with ${name}`, async () => {
      const answer = await service.ask(fleet, '/v1/dry-run', { body });
      expect(answer.status).to.equal(400);
      expect(answer.json).to.have.nested.property('details.causes[0].message').that.includes(says);
    });
  }

  const bad: readonly { name: string; inventory?: Inventory; body: string; status: number; code: string }[] = [
    {
      name: 'an unknown member',
      body: JSON.stringify({ template: ingress, members: ['x'] }),
      status: 404,
      code: 'DRY_RUN_MEMBER',
    },
    { name: 'no template', body: '{}', status: 400, code: 'DRY_RUN_INVALID' },
    { name: 'broken JSON', body: '{', status: 400, code: 'JSON_SYNTAX' },
    { name: 'an empty body', body: '', status: 400, code: 'DRY_RUN_INVALID' },
    {
      name: 'too large a body',
      body: `{"template": "${'x'.repeat(4 * 1024 * 1024)}"}`,
      status: 413,
      code: 'BODY_TOO_LARGE',
    },
    {
      name: 'a request before the members are known',
      inventory: unread,
      body: JSON.stringify(ingress),
      status: 503,
      code: 'INVENTORY_NOT_READY',
    },
  ];
  for (const { name, inventory, body, status, code } of bad) {
    it(`refuses ${name}`, async () => {
      const answer = await service.ask(inventory ?? fleet, '/v1/dry-run', { body });
      expect(answer.status).to.equal(status);
      expect(answer.json).to.have.nested.property('details.causes[0].reason', code);
    });
  }
});
