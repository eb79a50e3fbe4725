import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { ServiceUnderTest } from '../support/service.ts';

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', annotations: { 'karmorph.io/preserved': '{}' } },
};

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

  it('validates a review with warnings', async () => {
    const { response } = await reviewed('/admission/validate', review());
    expect(response).to.deep.equal({
      uid: 'u1',
      allowed: true,
      warnings: ['karmorph: old (Kubernetes 1.18) gets networking.k8s.io/v1beta1 of Ingress, converted without loss'],
    });
  });

  it('says that it cannot plan yet, and allows', async () => {
    const { response } = await reviewed('/admission/validate', review(), unread);
    expect(response.allowed).to.equal(true);
    expect(response.warnings?.[0]).to.match(/not known yet/);
  });

  it('reads compressed reviews', async () => {
    const answer = await service.ask(fleet, '/admission/mutate', {
      body: gzipSync(review()),
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.json).to.have.nested.property('response.allowed', true);
  });

  const rule = {
    apiVersion: 'karmorph.io/v1alpha1',
    kind: 'ConversionRule',
    metadata: { name: 'widgets.example.com' },
    spec: { kind: 'Widget', hub: 'example.com/v1', spokes: [{ apiVersions: ['example.com/v1beta1'] }] },
  };
  const broken = {
    ...rule,
    spec: {
      ...rule.spec,
      spokes: [{ apiVersions: ['example.com/v1beta1'], lens: [{ rename: {} }, { move: { from: 'a[*]', to: 'b' } }] }],
    },
  };

  it('allows a rule without mistakes, without a word', async () => {
    const { status, response } = await reviewed('/admission/rules', review({ object: rule }));
    expect([status, response]).to.deep.equal([200, { uid: 'u1', allowed: true }]);
  });

  it('refuses a rule for all of its mistakes, each with its field and what to do', async () => {
    const { status, response } = await reviewed('/admission/rules', review({ object: broken }));
    expect(status).to.equal(200);
    expect(response).to.deep.include({ uid: 'u1', allowed: false });
    expect(response.status).to.include({ code: 422, reason: 'Invalid' });
    expect(response.status?.message.split('\n')).to.have.length(2);
    expect(response.status?.message).to.match(
      /^spec\.spokes\[0\]\.lens\[0\]: RULE_STEP_UNKNOWN .*"rename".*docs\/rules/,
    );
    expect(response.status?.message).to.match(/\nspec\.spokes\[0\]\.lens\[1\]\.move\.from: RULE_INVALID .*a\[\*\]/);
  });

  const passed: readonly { name: string; changes: object }[] = [
    { name: 'a broken rule that is deleted', changes: { operation: 'DELETE', object: broken } },
    { name: 'the status of a broken rule', changes: { operation: 'UPDATE', subResource: 'status', object: broken } },
    { name: 'another kind', changes: {} },
    { name: 'nothing', changes: { object: null } },
  ];
  for (const { name, changes } of passed) {
    it(`lets ${name} pass the review of rules`, async () => {
      const { response } = await reviewed('/admission/rules', review(changes));
      expect(response.allowed).to.equal(true);
    });
  }

  const large = review({ object: { ...ingress, spec: 'x'.repeat(8 * 1024 * 1024) } });
  const bad: readonly {
    name: string;
    body: string | Buffer;
    headers?: Record<string, string>;
    status: number;
    kind: string;
  }[] = [
    { name: 'nothing', body: '', status: 400, kind: 'Status' },
    { name: 'text', body: 'hello', status: 400, kind: 'Status' },
    { name: 'another kind', body: JSON.stringify(ingress), status: 400, kind: 'Status' },
    { name: 'no uid', body: review({ uid: undefined }), status: 400, kind: 'AdmissionReview' },
    { name: 'no operation', body: review({ operation: 1 }), status: 400, kind: 'AdmissionReview' },
    {
      name: 'a forbidden key',
      body: review().replace('"spec"', '"__proto__"').replace('"metadata"', '"__proto__"'),
      status: 400,
      kind: 'AdmissionReview',
    },
    {
      name: 'too deep an object',
      body: review({ object: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown }),
      status: 400,
      kind: 'AdmissionReview',
    },
    { name: 'too large a body', body: large, status: 413, kind: 'Status' },
    {
      name: 'a small body that unpacks to a large one',
      body: gzipSync(large),
      headers: { 'content-encoding': 'gzip' },
      status: 413,
      kind: 'Status',
    },
  ];
  for (const path of ['/admission/mutate', '/admission/validate', '/admission/rules']) {
    for (const { name, body, headers = {}, status, kind } of bad) {
      it(`refuses ${name} at ${path}`, async () => {
        const answer = await service.ask(fleet, path, { body, headers });
        expect(answer.status).to.equal(status);
        expect(answer.json).to.have.property('kind', kind);
        if (kind === 'AdmissionReview') {
          expect(answer.json).to.have.nested.property('response.allowed', false);
          expect(answer.json).to.have.nested.property('response.status.code', status);
          expect(answer.json).to.have.nested.property('response.status.message').that.is.a('string');
        }
      });
    }
  }
});
