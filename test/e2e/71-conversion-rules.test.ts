import { expect } from 'chai';
import { before } from 'mocha';
import type { KubeObject } from './support/client.ts';
import { Client } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { kubectlApply } from './support/kubectl.ts';
import { useAdmissionWebhooks } from './support/webhooks.ts';
import { CONVERSION_RULES, CRDS, establish, judged, useCleanUp, widgetCrd, widgetRule } from './support/widgets.ts';

const GROUP = 'propagated.example.com';
const NAME = `widgets.${GROUP}`;
const NUMBER = { type: 'integer' };
const TEXT = { type: 'string' };
const SPOKES = [
  {
    apiVersions: [`${GROUP}/v1beta1`],
    lens: [
      { move: { from: 'spec.size', to: 'spec.replicas' } },
      { drop: { side: 'hub', path: 'spec.mode', reason: 'v1beta1 has no modes' } },
    ],
  },
];

function path(version: string, name: string): string {
  return `/apis/${GROUP}/${version}/namespaces/default/widgets/${name}`;
}

describe('a CRD that is v1 in Karmada and v1beta1 in an old member', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const client = () => fleet().karmada.client;
  const member = () => fleet().member('m121').client;
  const widget: KubeObject = {
    apiVersion: `${GROUP}/v1`,
    kind: 'Widget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 3, mode: 'fast' },
  };
  const policy: KubeObject = {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name: 'widgets', namespace: 'default' },
    spec: {
      resourceSelectors: [{ apiVersion: `${GROUP}/v1`, kind: 'Widget' }],
      placement: { clusterAffinity: { clusterNames: ['m121'] } },
    },
  };
  const policyPath = '/apis/policy.karmada.io/v1alpha1/namespaces/default/propagationpolicies';
  useCleanUp(client, [path('v1', 'web'), `${policyPath}/widgets`, `${CRDS}/${NAME}`, `${CONVERSION_RULES}/${NAME}`]);
  useCleanUp(member, [`${CRDS}/${NAME}`]);
  useAdmissionWebhooks(fleet);

  /** The member, as Karmada sees it through the gateway. */
  const throughGateway = async (): Promise<Client> => {
    const karmorph = await fleet().karmorph();
    const { token } = fleet().member('m121');
    return new Client({ server: karmorph.memberUrl('m121'), caPem: fleet().environment.pki.caPem, token });
  };

  before('the CRD in two shapes, and the rule', async () => {
    const scaled = (path: string) => ({ specReplicasPath: path, statusReplicasPath: '.status.replicas' });
    const v1 = { v1: { replicas: NUMBER, mode: TEXT } };
    const v1beta1 = { v1beta1: { size: NUMBER } };
    await establish(
      member(),
      widgetCrd({ group: GROUP, versions: v1beta1, storage: 'v1beta1', scale: scaled('.spec.size') }),
    );
    await establish(
      client(),
      widgetCrd({ group: GROUP, versions: v1, storage: 'v1', scale: scaled('.spec.replicas') }),
    );
    await client().post(CONVERSION_RULES, widgetRule(GROUP, 'v1', SPOKES));
    expect(await judged(client(), NAME)).to.include({ status: 'True' });
  });

  it('reaches the member in the version that it has', async function () {
    this.timeout(180_000);
    // Karmorph asks every minute what the control plane serves, and Karmada every ten seconds what a member does.
    await eventually(
      'the gateway adds v1',
      async () => expect(await (await throughGateway()).text(`/apis/${GROUP}/v1`)).to.include('widgets/scale'),
      { timeoutMs: 90_000, intervalMs: 1000 },
    );
    await eventually(
      'Karmada sees v1 in the member',
      async () => {
        const { status } = await client().get('/apis/cluster.karmada.io/v1alpha1/clusters/m121');
        expect(JSON.stringify(status?.['apiEnablements'])).to.include(`${GROUP}/v1"`);
      },
      { timeoutMs: 60_000, intervalMs: 500 },
    );
    await client().post(policyPath, policy);
    await client().post(`/apis/${GROUP}/v1/namespaces/default/widgets`, widget);
    const stored = await eventually('the member has it', () => member().get(path('v1beta1', 'web')));
    expect(stored.spec).to.deep.equal({ size: 3 });
  });

  it('reads back through the gateway as it was written', async () => {
    const read = await (await throughGateway()).get(path('v1', 'web'));
    expect(read.spec).to.deep.equal(widget.spec);
  });

  it('is scaled through the gateway', async () => {
    const gateway = await throughGateway();
    const scale = await gateway.get(`${path('v1', 'web')}/scale`);
    expect(scale).to.deep.include({ apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 3 } });
    const scaled = await gateway.patch(`${path('v1', 'web')}/scale`, { spec: { replicas: 4 } });
    expect(scaled.spec).to.deep.equal({ replicas: 4 });
  });

  it('is refused as a rule with mistakes, with every one of them', async () => {
    const broken = widgetRule('other.example.com', 'v1', [
      { apiVersions: ['other.example.com/v1beta1'], lens: [{ rename: {} }, { move: { from: 'a[*]', to: 'b' } }] },
    ]);
    const { code, stderr } = await kubectlApply(fleet().environment.binaries, fleet().karmada.api, [broken]);
    expect(code).to.equal(1);
    expect(stderr).to.include('rules.karmorph.io');
    expect(stderr).to.match(/spec\.spokes\[0\]\.lens\[0\]: RULE_STEP_UNKNOWN/);
    expect(stderr).to.match(/spec\.spokes\[0\]\.lens\[1\]\.move\.from: RULE_INVALID/);
  });
});
