import type { ApiServer, Environment } from './api-server.ts';
import { Client } from './client.ts';
import { writeKubeconfig } from './kubeconfig.ts';

interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** What a ServiceAccount can do with an API server. */
export interface AccountAccess {
  readonly kubeconfig: string;
  /** What roles allow it in a namespace, beside what everybody may. */
  rights(namespace: string): Promise<readonly object[]>;
}

/** What every account may ask of an API server about itself. */
const OF_EVERYBODY = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/** Lets somebody in as a ServiceAccount, which has the rights that its roles give, and no other. */
export async function accountAccess(
  { run, pki }: Environment,
  api: ApiServer,
  { namespace, name }: Account,
): Promise<AccountAccess> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const { status } = await api.client.post(path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' });
  const access = { server: api.url, caPem: pki.caPem, token: String(status?.['token']) };
  const kubeconfig = run.file(api.name, `${name}.kubeconfig`);
  writeKubeconfig(kubeconfig, access);
  const client = new Client(access);
  return {
    kubeconfig,
    rights: async (within) => {
      const review = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace: within },
      };
      const answer = await client.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', review);
      const rules = answer.status?.['resourceRules'] as readonly { readonly apiGroups: readonly string[] }[];
      return rules.filter(({ apiGroups }) => !apiGroups.some((group) => OF_EVERYBODY.has(group)));
    },
  };
}
