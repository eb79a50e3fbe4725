import { once } from 'node:events';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { RuleSet } from '../../src/engine/rule-set.ts';
import { policySetOf } from '../../src/policies/policy-set.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { problem } from '../../src/errors.ts';
import { inventoryOf, memberOf, memberServing } from '../support/fleet.ts';
import { send } from '../support/https-client.ts';
import { policy } from '../support/policies.ts';
import { ServiceUnderTest } from '../support/service.ts';

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', annotations: { 'karmorph.io/preserved': '{}' } },
};

const widget = { apiVersion: 'example.io/v1', kind: 'Widget', metadata: { name: 'report' } };

function review(changes: object = {}, apiVersion = 'admission.k8s.io/v1'): string {
  const request = { uid: 'u1', operation: 'CREATE', object: ingress, ...changes };
  return JSON.stringify({ apiVersion, kind: 'AdmissionReview', request });
}

interface ReviewJson {
  readonly apiVersion: string;
  readonly kind: string;
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly warnings?: readonly string[];
    readonly patch?: string;
    readonly patchType?: string;
    readonly status?: { readonly code: number; readonly reason: string; readonly message: string };
  };
}

describe('admission over HTTPS', () => {
  let service: ServiceUnderTest;
  before(async () => {
    service = await ServiceUnderTest.create();
  });
  afterEach(() => service.stopAll());

  const fleet = inventoryOf([memberOf('old', '1.18'), memberOf('new', '1.34')]);
  const unread = inventoryOf([], false);

  async function reviewed(path: string, body: string, inventory = fleet): Promise<ReviewJson & { status: number }> {
    const answer = await service.ask(inventory, path, { body, headers: { 'content-type': 'application/json' } });
    return { ...(answer.json as ReviewJson), status: answer.status };
  }

  for (const version of ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']) {
    it(`mutates a review of ${version}`, async () => {
      const { status, apiVersion, kind, response } = await reviewed('/admission/mutate', review({}, version));
      expect([status, apiVersion, kind]).to.deep.equal([200, version, 'AdmissionReview']);
      expect(response).to.deep.include({ uid: 'u1', allowed: true, patchType: 'JSONPatch' });
      expect(JSON.parse(Buffer.from(response.patch ?? '', 'base64').toString())).to.deep.equal([
        { op: 'remove', path: '/metadata/annotations/karmorph.io~1preserved' },
      ]);
      expect(response.warnings).to.have.length(1);
    });
  }

  it('validates a review: silent about what is lossless, with warnings about what is not', async () => {
    const { response } = await reviewed('/admission/validate', review());
    expect(response).to.deep.equal({ uid: 'u1', allowed: true });
    const lossy = review({ object: widget });
    const want = 'karmorph: new and old (Kubernetes 1.18-1.34) cannot get this Widget: ';
    expect((await reviewed('/admission/validate', lossy)).response.warnings?.[0]?.startsWith(want)).to.equal(true);
  });

  it('refuses what a policy denies, with causes that kubectl shows', async () => {
    const policies = policySetOf([policy('strict', { onImpossible: 'Deny' })]);
    const { port } = await service.start(fleet, { policies: () => policies });
    const headers = { 'content-type': 'application/json' };
    const answer = await send({ port, ca: service.ca }, '/admission/validate', {
      body: review({ object: widget }),
      headers,
    });
    expect(answer.status).to.equal(200);
    const { response } = answer.json as ReviewJson;
    expect(response).to.deep.include({ uid: 'u1', allowed: false });
    expect(response.status).to.deep.include({ code: 422, reason: 'Invalid' });
    expect(response.status).to.have.nested.property('details.name', 'report');
    expect(response.status).to.have.nested.property('details.causes.length', 1);
    expect(response.status).to.have.nested.property('details.causes[0].field', 'apiVersion');
  });

  it('refuses what cannot be read, where a strict policy is in force', async () => {
    const body = review().replace('"spec"', '"__proto__"').replace('"metadata"', '"__proto__"');
    for (const [onLoss, allowed] of [
      ['Warn', true],
      ['Deny', false],
    ] as const) {
      const policies = policySetOf([policy('p', { onLoss })]);
      const { port } = await service.start(fleet, { policies: () => policies });
      const headers = { 'content-type': 'application/json' };
      const answer = await send({ port, ca: service.ca }, '/admission/validate', { body, headers });
      expect((answer.json as ReviewJson).response.allowed).to.equal(allowed);
    }
  });

  it('leaves it to failurePolicy while the policies have not been read', async () => {
    const { port } = await service.start(fleet, { policies: () => undefined });
    const headers = { 'content-type': 'application/json' };
    const answer = await send({ port, ca: service.ca }, '/admission/validate', { body: review(), headers });
    expect(answer.status).to.equal(503);
    expect(answer.json).to.have.nested.property('details.causes[0].reason', 'POLICIES_NOT_READ');
    expect((await send({ port, ca: service.ca }, '/readyz')).status).to.equal(503);
  });

  it('says that it cannot plan yet, and allows', async () => {
    const { response } = await reviewed('/admission/validate', review(), unread);
    expect(response.allowed).to.equal(true);
    expect(response.warnings?.[0]).to.match(/not known yet/);
  });

  const large = review({ object: { ...ingress, spec: 'x'.repeat(8 * 1024 * 1024) } });
  const deep = review({ object: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown });
  const forbidden = review().replace('"metadata"', '"__proto__"');
  const PATHS = ['/admission/mutate', '/admission/validate', '/admission/validate/strict', '/admission/rules'];

  /** What no review can answer is an error status, for an API server a failed call: `failurePolicy` decides. */
  const failedCalls: readonly {
    name: string;
    body?: string | Buffer;
    method?: string;
    headers?: Record<string, string>;
    status: number;
    code: string;
  }[] = [
    { name: 'nothing', body: '', status: 400, code: 'JSON_SYNTAX' },
    { name: 'text', body: 'hello', status: 400, code: 'JSON_SYNTAX' },
    { name: 'half a review', body: review().slice(0, -9), status: 400, code: 'JSON_SYNTAX' },
    { name: 'a list', body: '[]', status: 400, code: 'REVIEW_INVALID' },
    { name: 'null', body: 'null', status: 400, code: 'REVIEW_INVALID' },
    { name: 'another kind', body: JSON.stringify(ingress), status: 400, code: 'REVIEW_INVALID' },
    { name: 'another version', body: review({}, 'admission.k8s.io/v2'), status: 400, code: 'REVIEW_INVALID' },
    { name: 'no uid', body: review({ uid: undefined }), status: 400, code: 'REVIEW_INVALID' },
    { name: 'no operation', body: review({ operation: 1 }), status: 400, code: 'REVIEW_INVALID' },
    { name: 'a null object', body: review({ object: null }), status: 400, code: 'REVIEW_INVALID' },
    { name: 'no object', body: review({ object: undefined }), status: 400, code: 'REVIEW_INVALID' },
    { name: 'a list for an object', body: review({ object: [] }), status: 400, code: 'REVIEW_INVALID' },
    { name: 'too large a body', body: large, status: 413, code: 'BODY_TOO_LARGE' },
    {
      name: 'too large a body of unknown length',
      body: large,
      headers: { 'transfer-encoding': 'chunked' },
      status: 413,
      code: 'BODY_TOO_LARGE',
    },
    {
      name: 'another content type',
      body: review(),
      headers: { 'content-type': 'application/yaml' },
      status: 415,
      code: 'ADMISSION_MEDIA_TYPE',
    },
    {
      name: 'a type that only begins like JSON',
      body: review(),
      headers: { 'content-type': 'application/json-patch+json' },
      status: 415,
      code: 'ADMISSION_MEDIA_TYPE',
    },
    {
      name: 'a compressed body',
      body: gzipSync(review()),
      headers: { 'content-encoding': 'gzip' },
      status: 415,
      code: 'ADMISSION_MEDIA_TYPE',
    },
    { name: 'GET', method: 'GET', status: 405, code: 'ADMISSION_METHOD' },
    { name: 'PUT', method: 'PUT', body: review(), status: 405, code: 'ADMISSION_METHOD' },
  ];
  for (const path of PATHS) {
    for (const { name, headers = {}, status, code, ...request } of failedCalls) {
      it(`takes ${name} at ${path} for a call that failed`, async () => {
        const answer = await service.ask(fleet, path, {
          ...request,
          headers: { 'content-type': 'application/json', ...headers },
        });
        expect(answer.status, answer.text).to.equal(status);
        expect(answer.json).to.include({ kind: 'Status', code: status });
        expect(answer.json).to.have.nested.property('details.causes[0].reason', code);
      });
    }
  }

  const unreadable: readonly { name: string; body: string; code: RegExp; status: number }[] = [
    { name: 'too deep an object', body: deep, code: /JSON_TOO_DEEP|nests deeper/, status: 400 },
    { name: 'a forbidden key', body: forbidden, code: /JSON_FORBIDDEN_KEY|key __proto__/, status: 400 },
    { name: 'an unknown operation', body: review({ operation: 'PATCH' }), code: /operation PATCH/, status: 400 },
  ];
  for (const { name, body, code, status: wanted } of unreadable) {
    for (const path of ['/admission/mutate', '/admission/validate']) {
      it(`lets ${name} pass at ${path}, and says that it was not checked`, async () => {
        const { status, response } = await reviewed(path, body);
        expect([status, response.uid, response.allowed]).to.deep.equal([200, 'u1', true]);
        expect(response.warnings?.join())
          .to.match(/not checked/)
          .and.to.match(code);
        expect(response).not.to.have.property('patch');
      });
    }
    for (const path of ['/admission/validate/strict', '/admission/rules']) {
      it(`refuses ${name} at ${path}, in a review whose message an API server shows`, async () => {
        const { status, response } = await reviewed(path, body);
        expect([status, response.uid, response.allowed]).to.deep.equal([200, 'u1', false]);
        expect(response.status).to.include({ code: wanted });
        expect(response.status?.message).to.match(code);
      });
    }
  }

  for (const path of PATHS) {
    for (const operation of ['DELETE', 'CONNECT']) {
      it(`has nothing to say about ${operation} at ${path}, with members known or not`, async () => {
        for (const inventory of [fleet, unread]) {
          const { response } = await reviewed(path, review({ operation, object: null, oldObject: ingress }), inventory);
          expect(response).to.deep.equal({ uid: 'u1', allowed: true });
        }
      });
    }
    for (const spec of [null, undefined, 'text', []]) {
      it(`survives a spec that is ${spec === undefined ? 'absent' : JSON.stringify(spec)} at ${path}`, async () => {
        const { status, response } = await reviewed(path, review({ object: { ...ingress, spec } }));
        expect([status, response.allowed]).to.deep.equal([200, true]);
      });
    }
  }

  it('refuses what a strict policy covers while the members are not known, and says what to do', async () => {
    const { status, response } = await reviewed('/admission/validate/strict', review(), unread);
    expect([status, response.allowed]).to.deep.equal([200, false]);
    expect(response.status).to.include({ code: 503, reason: 'ServiceUnavailable' });
    expect(response.status?.message).to.match(/not ready: the list of members has not been read yet.*Try again/);
  });

  it('lets go of an object that is being deleted, and takes its status, while the members are not known', async () => {
    const deleted = { ...ingress, metadata: { ...ingress.metadata, deletionTimestamp: '2026-11-01T10:00:00Z' } };
    for (const changes of [
      { operation: 'UPDATE', object: deleted },
      { operation: 'UPDATE', subResource: 'status' },
    ]) {
      const { response } = await reviewed('/admission/validate/strict', review(changes), unread);
      expect(response).to.deep.equal({ uid: 'u1', allowed: true });
    }
  });

  it('refuses what a strict policy covers while the policies of Karmada cannot be read, and names the permission', async () => {
    const cause = problem('PROPAGATION_FORBIDDEN', { resource: 'overridepolicies.policy.karmada.io' });
    const inventory = { ...fleet, planning: () => ({ ready: false as const, problem: cause }) };
    const { response } = await reviewed('/admission/validate/strict', review(), inventory);
    expect(response.allowed).to.equal(false);
    expect(response.status?.message).to.match(/may not list and watch overridepolicies\.policy\.karmada\.io/);
  });

  it('warns in the strict review as in the other one when the members are known', async () => {
    const strict = await reviewed('/admission/validate/strict', review());
    expect(strict.response).to.deep.equal((await reviewed('/admission/validate', review())).response);
  });

  it('takes one set of rules for a review, whatever replaces it meanwhile', async () => {
    const builtin = loadBuiltinRules();
    const used: string[] = [];
    let current: RuleSet = builtin;
    const named = (name: string): RuleSet => ({
      families: builtin.families,
      familyOf: (apiVersion, kind) => {
        used.push(name);
        current = named('after');
        return builtin.familyOf(apiVersion, kind);
      },
    });
    current = named('before');
    const members = ['1.18', '1.19', '1.20'].map((version) =>
      memberServing(`m${version}`, version, ['extensions/v1beta1/Ingress']),
    );
    const { port } = await service.start(inventoryOf(members), { rules: () => current });
    const request = { body: review(), headers: { 'content-type': 'application/json' } };
    await send({ port, ca: service.ca }, '/admission/validate', request);
    expect(used.length).to.be.greaterThan(1);
    expect(new Set(used)).to.deep.equal(new Set(['before']));
    await send({ port, ca: service.ca }, '/admission/validate', request);
    expect(new Set(used)).to.deep.equal(new Set(['before', 'after']));
  });

  it('survives 10,000 members that go at once', async () => {
    let members = Array.from({ length: 10_000 }, (_, index) => memberOf(`m${String(index)}`, '1.18'));
    const { port } = await service.start({ ...fleet, planning: () => inventoryOf(members).planning() });
    const request = { body: review({ object: widget }), headers: { 'content-type': 'application/json' } };
    const ask = async () => (await send({ port, ca: service.ca }, '/admission/validate', request)).json as ReviewJson;
    expect((await ask()).response.warnings?.join()).to.match(
      /10000 of 10000 members \(Kubernetes 1\.18\) cannot get this Widget/,
    );
    members = [];
    expect((await ask()).response).to.deep.equal({ uid: 'u1', allowed: true });
  });

  it('lets go of a caller that goes in the middle of a body, and answers the next one', async () => {
    const { port } = await service.start(fleet);
    const gone = service.logged('request');
    const socket = connect({ host: '127.0.0.1', port, ca: service.ca });
    await once(socket, 'secureConnect');
    socket.on('error', () => undefined);
    const head = 'POST /admission/mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99';
    await new Promise((sent) => socket.write(`${head}\r\n\r\n{`, sent));
    socket.end();
    await gone;
    const request = { body: review(), headers: { 'content-type': 'application/json' } };
    expect((await send({ port, ca: service.ca }, '/admission/mutate', request)).status).to.equal(200);
  });
});
