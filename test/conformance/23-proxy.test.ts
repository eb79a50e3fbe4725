import { KNOWN_PROXY_DIFFERENCES } from './proxy/known-differences.ts';
import { CERTIFIED_USER, startProxy } from './proxy/start.ts';
import { PROXY_STEPS } from './proxy/steps.ts';
import { describeCommands } from './support/describe-commands.ts';
import { useServers, type Servers } from './support/servers.ts';

const BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'user-of-the-proxy' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: CERTIFIED_USER }],
};

/** A user who has nothing but a kubeconfig of an old cluster, and types what one types with a new one. */
describe('kubectl does through karmorph proxy as it does with a new API server', () => {
  const servers = useServers();
  let proxies: Servers['gateway'];

  before('the proxies', async () => {
    const { members, gateway } = servers();
    await members.m121.client.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', BINDING);
    const [m121, m124] = await Promise.all([startProxy(servers(), 'm121'), startProxy(servers(), 'm124')]);
    proxies = { m121: { ...gateway.m121, kubeconfig: m121 }, m124: { ...gateway.m124, kubeconfig: m124 } };
  });

  describeCommands(servers, {
    namespace: 'for-the-proxy',
    steps: PROXY_STEPS,
    known: KNOWN_PROXY_DIFFERENCES,
    through: () => proxies,
    programs: () => ({ kubectl: servers().environment.binaries.kubectl }),
  });
});
