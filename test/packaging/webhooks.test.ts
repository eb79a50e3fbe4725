import { expect } from 'chai';
import { knownKinds } from '../../src/inventory/served-versions.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { formatGroupVersion } from '../../src/kubernetes/group-version.ts';
import {
  idOf,
  kustomizedObjects,
  listAt,
  objectOf,
  projectFile,
  scalarAt,
  textsAt,
  within,
} from '../support/manifests.ts';

const KINDS: Record<string, string> = {
  ingresses: 'Ingress',
  ingressclasses: 'IngressClass',
  networkpolicies: 'NetworkPolicy',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  cronjobs: 'CronJob',
  poddisruptionbudgets: 'PodDisruptionBudget',
};
const GROUPS = ['networking.k8s.io', 'extensions', 'autoscaling', 'batch', 'policy'];
const VERSIONS = ['v1', 'v1beta1', 'v2', 'v2beta1', 'v2beta2'];

/** Such as `batch/v1 cronjobs`, for each combination of a rule. */
function coverageOf(rule: JsonObject): string[] {
  return textsAt(rule, 'apiGroups').flatMap((group) =>
    textsAt(rule, 'apiVersions').flatMap((version) =>
      textsAt(rule, 'resources').map((resource) => `${formatGroupVersion({ group, version })} ${resource}`),
    ),
  );
}

const objects = kustomizedObjects('manifests/karmada');
const configurations = [
  { kind: 'MutatingWebhookConfiguration', path: '/admission/mutate', others: ['policies.karmorph.io'] },
  { kind: 'ValidatingWebhookConfiguration', path: '/admission/validate', others: ['rules.karmorph.io'] },
];

for (const { kind, path, others: wanted } of configurations) {
  describe(kind, () => {
    const configuration = objectOf(objects, kind);
    const [webhook, ...others] = listAt(configuration, 'webhooks');
    const rules = listAt(webhook!, 'rules');

    it('has one webhook for templates, at the Service of the host cluster', () => {
      expect(others.map(({ name }) => name)).to.deep.equal(wanted);
      const host = objectOf(kustomizedObjects('manifests/host'), 'Service');
      const metadata = within(host, ['metadata']);
      const url = stringAt(within(webhook!, ['clientConfig']), 'url');
      expect(url).to.equal(`https://${scalarAt(metadata, 'name')}.${scalarAt(metadata, 'namespace')}.svc${path}`);
      expect(listAt(host, 'spec', 'ports').map(({ port }) => port)).to.deep.equal([443]);
    });

    it('lets templates pass while Karmorph is away, after three seconds at most', () => {
      expect(webhook).to.deep.include({
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        timeoutSeconds: 3,
        matchPolicy: 'Equivalent',
        admissionReviewVersions: ['v1'],
      });
    });

    it('has a placeholder for the CA that is no base64, and that the installation replaces', () => {
      const placeholder = stringAt(within(webhook!, ['clientConfig']), 'caBundle') ?? '';
      expect(placeholder).to.equal('${KARMORPH_CA_BUNDLE}');
      expect(projectFile('manifests/README.md')).to.contain('s|\\${KARMORPH_CA_BUNDLE}|');
    });

    it('leaves the namespaces of Kubernetes and Karmada alone', () => {
      expect(listAt(webhook!, 'namespaceSelector', 'matchExpressions')).to.deep.equal([
        {
          key: 'kubernetes.io/metadata.name',
          operator: 'NotIn',
          values: ['kube-system', 'karmada-system', 'karmada-cluster'],
        },
      ]);
      expect(listAt(webhook!, 'matchConditions').map(({ expression }) => expression)).to.deep.equal([
        "!has(request.namespace) || !request.namespace.startsWith('karmada-es-')",
      ]);
    });

    it('is called for every version of its kinds that an API server can serve, each once, and for nothing else', () => {
      const want = GROUPS.flatMap((group) =>
        VERSIONS.flatMap((version) => {
          const apiVersion = formatGroupVersion({ group, version });
          const served = knownKinds(apiVersion);
          return Object.entries(KINDS).flatMap(([resource, kind]) =>
            served.includes(kind) ? `${apiVersion} ${resource}` : [],
          );
        }),
      );
      expect(rules.flatMap(coverageOf).sort()).to.deep.equal(want.sort());
      expect(rules.every((rule) => textsAt(rule, 'operations').join() === 'CREATE,UPDATE')).to.equal(true);
      expect(JSON.stringify(rules)).not.to.contain('*');
    });

    it('gives each rule the scope of its kind', () => {
      for (const rule of rules) {
        expect(rule.scope).to.equal(textsAt(rule, 'resources').join() === 'ingressclasses' ? 'Cluster' : 'Namespaced');
      }
    });
  });
}

it('both webhook configurations have the same rules and the same name', () => {
  const [mutating, validating] = configurations.map(({ kind }) => objectOf(objects, kind));
  expect(listAt(listAt(mutating!, 'webhooks')[0]!, 'rules')).to.deep.equal(
    listAt(listAt(validating!, 'webhooks')[0]!, 'rules'),
  );
  expect([idOf(mutating!), idOf(validating!)].map((id) => id.split('/')[1])).to.deep.equal(['karmorph', 'karmorph']);
});

describe('the webhook for ConversionRules', () => {
  const webhooks = listAt(objectOf(objects, 'ValidatingWebhookConfiguration'), 'webhooks');
  const [templates, rules] = webhooks;

  it('is for ConversionRules alone, and not for their status', () => {
    expect(listAt(rules!, 'rules')).to.deep.equal([
      {
        operations: ['CREATE', 'UPDATE'],
        apiGroups: ['karmorph.io'],
        apiVersions: ['v1alpha1'],
        resources: ['conversionrules'],
        scope: 'Cluster',
      },
    ]);
  });

  it('is at the same Service, with the same CA, and lets rules pass while Karmorph is away', () => {
    const { caBundle } = within(templates!, ['clientConfig']);
    const url = stringAt(within(templates!, ['clientConfig']), 'url') ?? '';
    expect(rules!.clientConfig).to.deep.equal({ url: url.replace('/validate', '/rules'), caBundle });
    expect(rules).to.deep.include({ failurePolicy: 'Ignore', sideEffects: 'None', timeoutSeconds: 3 });
  });
});

describe('the webhook for policies of Karmada', () => {
  const [templates, policies] = listAt(objectOf(objects, 'MutatingWebhookConfiguration'), 'webhooks');

  it('is called for every kind that names objects, and for no other', () => {
    expect(listAt(policies!, 'rules').flatMap(coverageOf).sort()).to.deep.equal([
      'apps.karmada.io/v1alpha1 workloadrebalancers',
      'autoscaling.karmada.io/v1alpha1 cronfederatedhpas',
      'autoscaling.karmada.io/v1alpha1 federatedhpas',
      'policy.karmada.io/v1alpha1 clusteroverridepolicies',
      'policy.karmada.io/v1alpha1 clusterpropagationpolicies',
      'policy.karmada.io/v1alpha1 overridepolicies',
      'policy.karmada.io/v1alpha1 propagationpolicies',
    ]);
  });

  it('is at the same Service, with the same CA, and lets policies pass while Karmorph is away', () => {
    for (const key of ['clientConfig', 'failurePolicy', 'sideEffects', 'timeoutSeconds', 'matchPolicy'])
      expect(policies![key], key).to.deep.equal(templates![key]);
  });
});
