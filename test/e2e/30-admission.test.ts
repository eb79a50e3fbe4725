import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before } from 'mocha';
import { parse } from 'yaml';
import { accountAccess } from './support/account.ts';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { MEMBER_NAMES } from './support/members.ts';
import { PROGRAM } from './support/karmorph.ts';
import { kubectl, kubectlApply, runToEnd } from './support/kubectl.ts';
import { useScenario } from './support/scenario.ts';
import { ingress, lossyAutoscaler, propagation } from './support/templates.ts';
import { useAdmissionWebhooks } from './support/webhooks.ts';

const NAMESPACE = 'admission';

interface Plan {
  readonly members: readonly string[];
  readonly verdict: string;
}

describe('kubectl apply, with the admission webhooks', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const web = ingress(NAMESPACE);
  const twice = lossyAutoscaler(NAMESPACE);
  const budget: KubeObject = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: NAMESPACE },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  };
  // Registered before the objects, so that they are also removed before them.
  useAdmissionWebhooks(fleet);
  useScenario(fleet, {
    namespace: NAMESPACE,
    objects: [propagation(NAMESPACE, MEMBER_NAMES, [web, twice, budget])],
  });

  const apply = (object: KubeObject) => kubectlApply(fleet().environment.binaries, fleet().karmada.api, [object]);

  it('warns of a field that a member loses, and names both', async () => {
    const { code, stderr } = await apply(twice);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/^Warning: .*m121.*spec\.metrics\[1\]/m);
  });

  it('tells of it in an event too, which kubectl describe shows', async () => {
    await eventually('the event is there', async () => {
      const { environment, karmada } = fleet();
      const args = ['describe', 'horizontalpodautoscaler', twice.metadata.name, `--namespace=${NAMESPACE}`];
      const { stdout } = await kubectl(environment.binaries, ['--kubeconfig', karmada.api.kubeconfig, ...args]);
      expect(stdout).to.match(/Warning +FieldsLost .*karmorph +.*m121.*spec\.metrics\[1\]/);
    });
  });

  it('is silent about a template that a member gets in another version, without loss', async () => {
    const { code, stdout, stderr } = await apply(web);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('ingress.networking.k8s.io/web created');
    expect(stderr).to.equal('');
  });

  it('is told beforehand by karmorph plan of the same Karmada, which writes nothing there', async () => {
    const { api } = fleet().karmada;
    const args = [PROGRAM, 'plan', '--karmada', api.kubeconfig, '--fail-on', 'lossy', '-o', 'json'];
    const planned = async (...objects: readonly KubeObject[]) => {
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      const { code, stdout, stderr } = await runToEnd(process.execPath, args, list);
      expect(stderr).to.equal('');
      return { code, ...(JSON.parse(stdout) as { results: { basis: string; plans: Plan[] }[] }) };
    };
    const policy = { kind: 'PropagationPolicy', namespace: NAMESPACE };
    const later = lossyAutoscaler(NAMESPACE, 'later');
    const { metadata, ...placing } = propagation(NAMESPACE, ['m134', 'm121'], [later]);
    const here = await planned({ ...placing, metadata: { ...metadata, name: 'later' } }, later);
    expect(here).to.have.property('code', 1);
    expect(here.results).to.have.length(1);
    expect(here).to.deep.nested.include({
      'results[0].basis': 'policy',
      'results[0].policy': { ...policy, name: 'later' },
    });
    const verdicts = here.results[0]?.plans.map(({ members, verdict }) => `${members.join()} ${verdict}`);
    expect(verdicts).to.deep.equal(['m121 lossy', 'm134 native']);
    await eventually('the template has its binding, and the policy that is sent along says nothing new', async () => {
      const again = propagation(NAMESPACE, MEMBER_NAMES, [web, twice, budget]);
      const { results } = await planned(again, web);
      expect(results[0]).to.have.property('basis', 'binding');
      expect(results[0]?.plans.flatMap(({ members }) => members)).to.have.members(MEMBER_NAMES);
    });
  });

  describe('karmorph plan with the rights of docs/dry-run.md', () => {
    const account = { namespace: NAMESPACE, name: 'planner' };
    const role = documentedRole();
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: role.metadata.name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    };
    const path = (kind: string): string => `/apis/rbac.authorization.k8s.io/v1/${kind}/${role.metadata.name}`;
    let kubeconfig = '';
    before(async () => {
      const { environment, karmada } = fleet();
      const serviceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account };
      const { code, stderr } = await kubectlApply(environment.binaries, karmada.api, [serviceAccount, role, binding]);
      expect(code, stderr).to.equal(0);
      ({ kubeconfig } = await accountAccess(environment, karmada.api, account));
    });
    after(async () => {
      const { client } = fleet().karmada;
      await client.delete(path('clusterrolebindings'));
      await client.delete(path('clusterroles'));
    });

    const planned = (config: string) =>
      runToEnd(process.execPath, [PROGRAM, 'plan', '--karmada', config, '-o', 'json'], JSON.stringify(twice));

    it('says what it says to an administrator', async () => {
      const [own, admin] = await Promise.all([planned(kubeconfig), planned(fleet().karmada.api.kubeconfig)]);
      expect(own.stderr).to.equal('');
      expect(own).to.deep.equal(admin);
      expect(own.stdout).to.include('"basis": "binding"');
    });

    for (const group of ['policy.karmada.io', 'karmorph.io']) {
      it(`names what it may not read without those of ${group}`, async () => {
        const rules = role.rules.filter(({ apiGroups }) => !apiGroups.includes(group));
        await fleet().karmada.client.patch(path('clusterroles'), { rules });
        await eventually('the right is gone', async () => {
          const { code, stdout, stderr } = await planned(kubeconfig);
          expect([code, stdout]).to.deep.equal([2, '']);
          expect(stderr)
            .to.match(/policies.*\[KARMADA_UNREADABLE\]/)
            .and.include(group);
        });
        await fleet().karmada.client.patch(path('clusterroles'), { rules: role.rules });
      });
    }
  });

  it('is silent about a template that every member serves', async () => {
    const { code, stderr } = await apply(budget);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.equal('');
  });
});

/** The role that docs/dry-run.md says is enough. */
function documentedRole() {
  const text = readFileSync(new URL('../../docs/dry-run.md', import.meta.url), 'utf8');
  const [, block = ''] = /```yaml\n([^`]*name: karmorph-plan[^`]*)```/.exec(text) ?? [];
  return parse(block) as KubeObject & { readonly rules: readonly { readonly apiGroups: readonly string[] }[] };
}
