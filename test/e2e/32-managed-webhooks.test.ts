import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before } from 'mocha';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { webhookConfigurations } from '../../src/webhooks/webhook-configurations.ts';
import type { ApiServer } from './support/api-server.ts';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { base64, namespace } from './support/karmada-objects.ts';
import { kubectl, kubectlApply, type KubectlResult } from './support/kubectl.ts';
import { shippedManifests } from './support/manifests.ts';
import { bindingPath, objectPath } from './support/paths.ts';
import { WEBHOOK_CLIENT } from './support/pki.ts';
import { appliedBinding } from './support/scenario.ts';
import { ingress, lossyAutoscaler, propagation } from './support/templates.ts';
import { CONVERSION_RULES, CRDS, establish, useCleanUp, widgetCrd, widgetRule } from './support/widgets.ts';

const API = '/apis/admissionregistration.k8s.io/v1';
const VALIDATING = `${API}/validatingwebhookconfigurations`;
const MUTATING = `${API}/mutatingwebhookconfigurations`;
const GROUP = 'managed.example.com';
const ADVISED = 'managed-advised';
const STRICT = 'managed-strict';
const WARNING = /^Warning: .*m121.*spec\.metrics\[1\]/m;
/** Comparing every two seconds, and half a second until discovery and watch have it. */
const FOLLOWS = { timeoutMs: 40_000, intervalMs: 250 };

const POLICIES = '/apis/karmorph.io/v1alpha1/clusterconversionpolicies';
const POLICY_OBJECT: KubeObject = {
  apiVersion: 'karmorph.io/v1alpha1',
  kind: 'ClusterConversionPolicy',
  metadata: { name: 'advised-no-more' },
  spec: { namespaces: [ADVISED], onLoss: 'Deny' },
};

const POLICY = {
  apiVersion: 'karmorph.io/v1alpha1',
  kind: 'ConversionPolicy',
  metadata: { name: 'nothing-is-lost', namespace: STRICT },
  spec: { onLoss: 'Deny' },
};

interface Webhook {
  readonly name: string;
  readonly failurePolicy: string;
  readonly rules: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[];
}

describe('webhooks that Karmorph registers by itself', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const client = () => fleet().karmada.client;
  const api = (): ApiServer => fleet().karmada.api;
  useCleanUp(client, [
    ...[`${CONVERSION_RULES}/widgets.${GROUP}`, `${CRDS}/widgets.${GROUP}`],
    `${POLICIES}/${POLICY_OBJECT.metadata.name}`,
  ]);

  const flags = async (name: string): Promise<string[]> => {
    const { ca } = fleet().environment.pki;
    const { url } = await fleet().karmorph();
    return [
      ...['--manage-webhooks', `--webhook-url=${url}`, `--webhook-ca=${ca}`],
      ...[`--admission-client-ca=${ca}`, `--admission-client-name=${name}`],
    ];
  };
  const restart = async (name: string, more: readonly string[] = []): Promise<void> =>
    (await fleet().karmorph()).restart([...(await flags(name)), ...more]);
  const webhooks = async (path = VALIDATING): Promise<readonly Webhook[]> =>
    ((await client().get(`${path}/karmorph`)) as unknown as { webhooks: readonly Webhook[] }).webhooks;
  const registered = async (path = VALIDATING): Promise<string> =>
    (await webhooks(path))
      .flatMap(({ rules }) => rules.map((rule) => `${rule.apiGroups.join()}/${rule.resources.join()}`))
      .join(' ');
  const apply = (object: KubeObject, server = api()): Promise<KubectlResult> =>
    kubectlApply(fleet().environment.binaries, server, [object]);
  const listedPolicies = async (): Promise<string> => {
    const args = ['--kubeconfig', api().kubeconfig, 'get', 'clusterconversionpolicies', '--no-headers'];
    return (await kubectl(fleet().environment.binaries, args)).stdout;
  };
  const strictOnes = async (): Promise<readonly Webhook[]> =>
    (await webhooks()).filter(({ failurePolicy }) => failurePolicy === 'Fail');
  let count = 0;
  const lossy = (inNamespace: string): KubeObject => lossyAutoscaler(inNamespace, `twice-${String(++count)}`);

  before('rights, namespaces, and Karmorph with --manage-webhooks', async () => {
    const { binaries, pki } = fleet().environment;
    const address = { url: (await fleet().karmorph()).url, caPem: pki.caPem };
    const objects = await shippedManifests(binaries, 'managed-webhooks', address);
    const { code, stderr } = await kubectlApply(binaries, api(), objects);
    expect(code, stderr).to.equal(0);
    for (const name of [ADVISED, STRICT]) await client().post('/api/v1/namespaces', namespace(name));
    await restart(WEBHOOK_CLIENT);
    await eventually('both are registered', () => Promise.all([webhooks(VALIDATING), webhooks(MUTATING)]), FOLLOWS);
  });

  after('Karmorph as before, without webhooks', async () => {
    await (await fleet().karmorph()).restart([]);
    for (const path of [`${VALIDATING}/karmorph`, `${MUTATING}/karmorph`]) {
      await client()
        .delete(path)
        .catch(() => undefined);
    }
    const kubeconfig = ['--kubeconfig', api().kubeconfig];
    const namespaced = ['delete', 'horizontalpodautoscalers,ingresses,propagationpolicies', '--all', '-n'];
    for (const name of [ADVISED, STRICT])
      await kubectl(fleet().environment.binaries, [...kubeconfig, ...namespaced, name]);
  });

  it('are for built-in kinds that are templates, and for our own', async () => {
    expect(await registered())
      .to.include('networking.k8s.io/ingresses')
      .and.to.include('karmorph.io/conversionrules')
      .and.to.include('karmorph.io/clusterconversionpolicies');
    expect(await registered()).not.to.match(/leases|events|endpointslices/);
    expect(await registered(MUTATING)).to.include('policy.karmada.io/propagationpolicies');
  });

  it('warn whoever applies a template, since the API server shows the certificate that is asked for', async () => {
    const { code, stderr } = await apply(lossy(ADVISED));
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(WARNING);
  });

  it('are put back when they are edited or deleted by hand', async () => {
    const configuration = await client().get(`${VALIDATING}/karmorph`);
    await client().put(`${VALIDATING}/karmorph`, { ...configuration, webhooks: [] });
    await client().delete(`${MUTATING}/karmorph`);
    await eventually(
      'both are back',
      async () => {
        expect(await registered()).to.include('networking.k8s.io/ingresses');
        expect(await registered(MUTATING)).to.include('networking.k8s.io/ingresses');
      },
      FOLLOWS,
    );
  });

  it('are not written while nothing changes', async () => {
    const versions = async (): Promise<unknown[]> =>
      Promise.all(
        [VALIDATING, MUTATING].map(
          async (path) => (await client().get(`${path}/karmorph`)).metadata['resourceVersion' as never],
        ),
      );
    const first = await versions();
    const karmorph = await fleet().karmorph();
    await karmorph.restart(await flags(WEBHOOK_CLIENT));
    await eventually(
      'the Lease has another holder, and comparing has begun',
      async () => {
        const { stderr } = await apply(lossy(ADVISED));
        expect(stderr).to.match(WARNING);
      },
      FOLLOWS,
    );
    expect(await versions()).to.deep.equal(first);
  });

  it('follow a rule for a CRD, and go when the rule goes', async function () {
    this.timeout(120_000);
    const number = { size: { type: 'integer' } };
    await establish(client(), widgetCrd({ group: GROUP, versions: { v1: number, v1beta1: number }, storage: 'v1' }));
    await client().post(CONVERSION_RULES, widgetRule(GROUP, 'v1', [{ apiVersions: [`${GROUP}/v1beta1`] }]));
    await eventually(
      'the CRD is registered',
      async () => {
        expect(await registered()).to.include(`${GROUP}/widgets`);
        expect(await registered(MUTATING)).to.include(`${GROUP}/widgets`);
      },
      FOLLOWS,
    );
    await client().delete(`${CONVERSION_RULES}/widgets.${GROUP}`);
    await eventually(
      'it is registered no longer',
      async () => {
        expect(await registered()).not.to.include(`${GROUP}/widgets`);
      },
      FOLLOWS,
    );
  });

  it('follow a strict policy that is applied: it says that it is accepted, and what it denies is refused', async () => {
    const { code, stderr } = await apply(POLICY_OBJECT);
    expect(code, stderr).to.equal(0);
    await eventually(
      'it is in force',
      async () => {
        expect(await listedPolicies()).to.match(/^advised-no-more +Deny +True +Accepted /);
        expect(await strictOnes()).to.have.length(1);
        const refused = await apply(lossy(ADVISED));
        expect([refused.code, refused.stderr]).to.include(1);
        expect(refused.stderr).to.match(/spec\.metrics\[1\].*ClusterConversionPolicy advised-no-more refuses this/s);
      },
      FOLLOWS,
    );
  });

  it('refuse a broken policy with field and what to do, and the good one stays in force', async () => {
    const { code, stderr } = await apply({ ...POLICY_OBJECT, spec: { onLos: 'Deny' } });
    expect(code).to.equal(1);
    expect(stderr).to.match(/spec\.onLos: POLICY_INVALID is not a field here; correct or remove it/);
    expect((await apply(lossy(ADVISED))).code).to.equal(1);
  });

  it('let a template pass when the policy is deleted', async () => {
    await client().delete(`${POLICIES}/${POLICY_OBJECT.metadata.name}`);
    await eventually(
      'a template passes',
      async () => {
        expect(await strictOnes()).to.deep.equal([]);
        const { code, stderr } = await apply(lossy(ADVISED));
        expect([code, stderr]).to.include(0);
        expect(stderr).to.match(WARNING);
      },
      FOLLOWS,
    );
  });

  it('refuse an API server without a certificate, whose users are not disturbed', async () => {
    const { url, metrics } = await fleet()
      .karmorph()
      .then((it) => ({ url: it.url, metrics: () => it.metrics() }));
    const other = fleet().member('m134');
    const input = {
      rules: loadBuiltinRules(),
      resources: new Map([['networking.k8s.io/v1/Ingress', 'ingresses']]),
      ...{ strict: [], url, caBundle: base64(fleet().environment.pki.caPem) },
    };
    const [, validating] = webhookConfigurations(input);
    await other.client.post(VALIDATING, validating);
    try {
      const { code, stderr } = await apply(ingress('default', 'web'), other);
      expect(code, stderr).to.equal(0);
      expect(stderr).to.equal('');
      expect(await metrics()).to.match(/karmorph_http_requests_total\{door="admission_validate",status="401"\} [1-9]/);
    } finally {
      await other.client.delete(`${VALIDATING}/karmorph`);
    }
  });

  it('refuse an API server whose name is not listed', async () => {
    await restart('somebody-else');
    const { code, stderr } = await apply(lossy(ADVISED));
    expect(code, stderr).to.equal(0);
    expect(stderr).not.to.match(WARNING);
    const metrics = await (await fleet().karmorph()).metrics();
    expect(metrics).to.match(/karmorph_http_requests_total\{door="admission_validate",status="403"\} [1-9]/);
    await restart(WEBHOOK_CLIENT);
  });

  describe('with a strict conversion policy from a file', () => {
    const kept = lossyAutoscaler(STRICT, 'kept');
    const REFUSAL = new RegExp(`spec\\.metrics\\[1\\].*ConversionPolicy ${STRICT}/nothing-is-lost refuses this`, 's');
    const strictly = (): readonly string[] => {
      const file = fleet().environment.run.file('strict-policy.yaml');
      writeFileSync(file, JSON.stringify(POLICY));
      return [`--policies=${file}`];
    };

    before('a template that a member has got before, and the policy', async () => {
      const policy = propagation(STRICT, MEMBER_NAMES, [kept]);
      for (const object of [policy, kept]) expect((await apply(object)).code).to.equal(0);
      await appliedBinding(fleet(), kept);
      await restart(WEBHOOK_CLIENT, strictly());
      await eventually(
        'its namespace has a webhook of its own',
        async () => {
          expect((await strictOnes()).map(({ name }) => name)).to.deep.equal(['strict-1.karmorph.io']);
        },
        FOLLOWS,
      );
    });

    it('refuses a template, and a dry run of it, with field, member and policy; others are advised as before', async () => {
      await eventually(
        'the API server calls the new webhook',
        async () => expect((await apply(lossy(STRICT))).stderr).to.match(REFUSAL),
        FOLLOWS,
      );
      const list = JSON.stringify(lossy(STRICT));
      const args = ['--kubeconfig', api().kubeconfig, 'apply', '--dry-run=server', '-f', '-'];
      const dryRun = await kubectl(fleet().environment.binaries, args, list);
      expect(dryRun.code).to.equal(1);
      expect(dryRun.stderr).to.match(REFUSAL).and.to.include('m121');
      expect((await apply(lossy(ADVISED))).stderr).to.match(WARNING);
      const lossless = await apply(ingress(STRICT, 'lossless'));
      expect([lossless.code, lossless.stderr]).to.deep.equal([0, '']);
    });

    it("is refused at the member's edge too, and the binding says why", async () => {
      await fleet().member('m121').client.delete(objectPath(kept, 'autoscaling/v1'));
      await eventually(
        'the binding has the refusal',
        async () => {
          const binding = await fleet().karmada.client.get(bindingPath(kept));
          const items = binding.status?.['aggregatedStatus'] as { clusterName: string; appliedMessage?: string }[];
          const message = items.find(({ clusterName }) => clusterName === 'm121')?.appliedMessage ?? '';
          expect(message).to.include(`ConversionPolicy ${STRICT}/nothing-is-lost`).and.to.include('spec.metrics[1]');
        },
        FOLLOWS,
      );
    });

    it('refuses templates there, and there alone, while Karmorph is down, in words that say why', async function () {
      this.timeout(120_000);
      await (await fleet().karmorph()).kill();
      const begin = performance.now();
      const advised = await apply(lossy(ADVISED));
      expect(advised.code, advised.stderr).to.equal(0);
      expect((performance.now() - begin) / 1000).to.be.lessThan(10);
      const refused = await apply(ingress(STRICT, 'away'));
      expect(refused.code).to.equal(1);
      expect(refused.stderr)
        .to.include('failed calling webhook "strict-1.karmorph.io"')
        .and.to.include('connection refused');

      await restart(WEBHOOK_CLIENT, strictly());
      await eventually(
        'both answer again',
        async () => {
          expect((await apply(lossy(ADVISED))).stderr).to.match(WARNING);
          expect((await apply(ingress(STRICT, 'away'))).code).to.equal(0);
        },
        FOLLOWS,
      );
    });
  });
});
