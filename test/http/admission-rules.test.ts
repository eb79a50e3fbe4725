import { expect } from 'chai';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { ServiceUnderTest } from '../support/service.ts';

const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } };

function review(changes: object): string {
  const request = { uid: 'u1', operation: 'CREATE', object: ingress, ...changes };
  return JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request });
}

interface ReviewJson {
  readonly response: {
    readonly allowed: boolean;
    readonly status?: { readonly code: number; readonly reason: string; readonly message: string };
  };
}

describe('the review of rules and conversion policies', () => {
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

  const policyObject = {
    apiVersion: 'karmorph.io/v1alpha1',
    kind: 'ConversionPolicy',
    metadata: { name: 'strict' },
    spec: { onLoss: 'Deny', allowedLosses: ['spec.rules[*].http'] },
  };
  const misspelt = { ...policyObject, spec: { onLos: 'Deny', allowedLosses: ['spec..rules'] } };

  it('allows a policy without mistakes, in the namespace of the request', async () => {
    const { response } = await reviewed('/admission/rules', review({ object: policyObject, namespace: 'shop' }));
    expect(response).to.deep.equal({ uid: 'u1', allowed: true });
  });

  const misnamed = {
    ...policyObject,
    spec: {
      onLoss: 'Deny',
      resourceSelectors: [{ kind: 'Cronjob' }, { kind: 'CronJob' }, { name: 'web' }, { kind: 'Gadget' }],
      members: { clusterNames: ['old', 'odl'] },
    },
  };
  const doubts = [
    'karmorph: spec.resourceSelectors[0].kind: nobody knows a kind Cronjob; is CronJob meant?',
    'karmorph: spec.resourceSelectors[3].kind: nobody knows a kind Gadget',
    'karmorph: spec.members.clusterNames: there is no member odl now',
  ];
  const naming: readonly { name: string; changes: object; inventory?: typeof fleet; want?: readonly string[] }[] = [
    { name: 'warns of names in a policy that nobody knows', changes: { object: misnamed }, want: doubts },
    { name: 'warns of none while it is not known what there is', changes: { object: misnamed }, inventory: unread },
    { name: 'warns of none in a status', changes: { operation: 'UPDATE', subResource: 'status', object: misnamed } },
    { name: 'warns of none in a deletion', changes: { operation: 'DELETE', object: misnamed } },
  ];
  for (const { name, changes, inventory, want } of naming) {
    it(`${name}, and allows it`, async () => {
      const body = review({ namespace: 'shop', ...changes });
      const { response } = await reviewed('/admission/rules', body, inventory);
      expect(response).to.deep.equal({ uid: 'u1', allowed: true, ...(want && { warnings: want }) });
    });
  }

  for (const kind of ['ConversionPolicy', 'ClusterConversionPolicy']) {
    it(`refuses a ${kind} for all of its mistakes, each with its field and what to do`, async () => {
      const object = { ...misspelt, kind };
      const { response } = await reviewed('/admission/rules', review({ object, namespace: 'shop' }));
      expect(response).to.deep.include({ uid: 'u1', allowed: false });
      expect(response.status?.message.split('\n').sort().join('\n')).to.match(
        /^spec\.allowedLosses\[0\]: POLICY_INVALID .*"spec\.\.rules" is not a path, such as .*\nspec\.onLos: POLICY_INVALID is not a field here; correct or remove it\. docs\/conversion-policy\.md .*$/,
      );
    });
  }

  const leaving = { ...misspelt, metadata: { ...policyObject.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const passed: readonly { name: string; changes: object }[] = [
    { name: 'a broken policy that is being deleted', changes: { operation: 'UPDATE', object: leaving } },
    { name: 'a broken rule that is deleted', changes: { operation: 'DELETE', object: broken } },
    { name: 'the status of a broken rule', changes: { operation: 'UPDATE', subResource: 'status', object: broken } },
    { name: 'another kind', changes: {} },
  ];
  for (const { name, changes } of passed) {
    it(`lets ${name} pass the review of rules`, async () => {
      const { response } = await reviewed('/admission/rules', review(changes));
      expect(response.allowed).to.equal(true);
    });
  }

  it('refuses a broken policy that is created with a time of deletion', async () => {
    const { response } = await reviewed('/admission/rules', review({ object: leaving }));
    expect(response.allowed).to.equal(false);
  });
});
