import { expect } from 'chai';
import { objectAt, stringAt, type JsonObject } from '../../src/json/json.ts';
import {
  idOf,
  kustomizedObjects,
  listAt,
  objectOf,
  projectFile,
  scalarAt,
  textsAt,
  within,
  yamlDocuments,
  yamlFiles,
} from '../support/manifests.ts';

const FOLDERS = ['manifests/host', 'manifests/karmada'];
const NAMESPACE = 'karmorph-system';

function namespaceOf(object: JsonObject): string | undefined {
  return stringAt(objectAt(object, 'metadata'), 'namespace');
}

for (const folder of FOLDERS) {
  describe(folder, () => {
    const objects = kustomizedObjects(folder);

    it('lists every file of the folder once, and no other', () => {
      const [kustomization] = yamlDocuments(`${folder}/kustomization.yaml`);
      const files = yamlFiles(folder).filter((name) => name !== 'kustomization.yaml');
      expect([...textsAt(kustomization, 'resources')].sort()).to.deep.equal([...files].sort());
    });

    it('gives each object an apiVersion, a kind and a name of its own', () => {
      for (const object of objects) {
        expect(stringAt(object, 'apiVersion')).to.match(/^([a-z0-9.]+\/)?v1$/);
        expect(idOf(object)).to.match(/^[A-Z][A-Za-z]+\/[a-z0-9.-]+$/);
      }
      expect(new Set(objects.map(idOf)).size).to.equal(objects.length);
    });

    it('puts every namespaced object into the namespace that it creates', () => {
      const clusterScoped =
        /^(Namespace|CustomResourceDefinition|ClusterRole|ClusterRoleBinding|(Mutating|Validating)WebhookConfiguration)$/;
      expect(idOf(objectOf(objects, 'Namespace'))).to.equal(`Namespace/${NAMESPACE}`);
      for (const object of objects) {
        const want = clusterScoped.test(stringAt(object, 'kind') ?? '') ? undefined : NAMESPACE;
        expect(namespaceOf(object), idOf(object)).to.equal(want);
      }
    });

    it('mounts no token of a ServiceAccount by default', () => {
      expect(objectOf(objects, 'ServiceAccount').automountServiceAccountToken).to.equal(false);
    });

    it('names no registry, and nothing that only holds at one place', () => {
      const text = yamlFiles(folder)
        .map((file) => projectFile(`${folder}/${file}`))
        .join('\n');
      expect(text).not.to.match(/image: *\S*[.:]|localhost|127\.0\.0\.1/);
    });
  });
}

describe('Deployment', () => {
  const objects = kustomizedObjects('manifests/host');
  const deployment = objectOf(objects, 'Deployment');
  const pod = within(deployment, ['spec', 'template', 'spec']);
  const [container, ...others] = listAt(pod, 'containers');
  const labels = within(deployment, ['spec', 'template', 'metadata', 'labels']);

  it('has one container, with requests and limits', () => {
    expect(others).to.deep.equal([]);
    const resources = within(container!, ['resources']);
    for (const kind of ['requests', 'limits']) expect(within(resources, [kind])).to.have.keys('cpu', 'memory');
  });

  it('meets the restricted Pod Security Standard, which its namespace enforces', () => {
    const namespace = within(objectOf(objects, 'Namespace'), ['metadata', 'labels']);
    expect(namespace['pod-security.kubernetes.io/enforce']).to.equal('restricted');
    const security = within(pod, ['securityContext']);
    expect(security).to.deep.include({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(security.runAsUser).to.be.greaterThan(0);
    expect(container!.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const forbidden of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod).not.to.have.property(forbidden);
  });

  it('is probed over HTTPS at the port that it listens on', () => {
    const [port] = listAt(container!, 'ports');
    expect(textsAt(container, 'args')).to.include(`--listen=0.0.0.0:${scalarAt(port, 'containerPort')}`);
    const paths = { startupProbe: '/livez', livenessProbe: '/livez', readinessProbe: '/readyz' };
    for (const [probe, path] of Object.entries(paths)) {
      expect(within(container!, [probe, 'httpGet'])).to.deep.equal({ scheme: 'HTTPS', path, port: port?.name });
    }
  });

  it('runs under the ServiceAccount that is there, without a token and without rights', () => {
    expect(pod).to.deep.include({ serviceAccountName: 'karmorph', automountServiceAccountToken: false });
    expect(idOf(objectOf(objects, 'ServiceAccount'))).to.equal('ServiceAccount/karmorph');
    expect(objects.map(idOf).filter((id) => id.includes('Role'))).to.deep.equal([]);
  });

  it('is selected by Service, PodDisruptionBudget, spread constraint and itself', () => {
    const selectors = [
      within(deployment, ['spec', 'selector', 'matchLabels']),
      within(objectOf(objects, 'Service'), ['spec', 'selector']),
      within(objectOf(objects, 'PodDisruptionBudget'), ['spec', 'selector', 'matchLabels']),
      within(listAt(pod, 'topologySpreadConstraints')[0]!, ['labelSelector', 'matchLabels']),
    ];
    for (const selector of selectors) expect(labels).to.deep.include(selector);
    const [port] = listAt(objectOf(objects, 'Service'), 'spec', 'ports');
    expect(listAt(container!, 'ports').map(({ name }) => name)).to.include(port?.targetPort);
  });

  it('keeps a pod through updates and drains', () => {
    const spec = within(deployment, ['spec']);
    expect(spec.replicas).to.be.greaterThan(1);
    expect(spec.strategy).to.deep.include({ rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
    expect(objectOf(objects, 'PodDisruptionBudget')).to.deep.include({
      spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'karmorph' } } },
    });
  });

  it('mounts each volume once, read-only, and finds there every file that its arguments name', () => {
    const mounts = listAt(container!, 'volumeMounts');
    expect(mounts.map(({ name }) => name)).to.deep.equal(listAt(pod, 'volumes').map(({ name }) => name));
    expect(mounts.every(({ readOnly }) => readOnly === true)).to.equal(true);
    const files = textsAt(container, 'args').flatMap((argument) => /=(\/.+)$/.exec(argument)?.[1] ?? []);
    expect(files).to.have.length(3);
    for (const file of files) {
      expect(
        mounts.some(({ mountPath }) => typeof mountPath === 'string' && file.startsWith(`${mountPath}/`)),
      ).to.equal(true);
    }
  });

  it('takes its secrets from where the installation puts them', () => {
    const readme = projectFile('manifests/README.md');
    const secrets = listAt(pod, 'volumes').map((volume) => within(volume, ['secret']).secretName);
    expect(secrets).to.deep.equal(['karmorph-tls', 'karmorph-karmada-kubeconfig']);
    expect(readme).to.contain('create secret tls karmorph-tls');
    expect(readme).to.contain('create secret generic karmorph-karmada-kubeconfig');
  });
});

describe('rights on the Karmada API server', () => {
  const objects = kustomizedObjects('manifests/karmada');
  const roles = objects.filter(({ kind }) => kind === 'ClusterRole');
  const [rules, dryRunRules] = ['karmorph', 'karmorph-dry-run'].map((name) =>
    listAt(
      roles.find((role) => idOf(role) === `ClusterRole/${name}`)!,
      'rules',
    ),
  );

  it('let a role of its own ask for a dry run, which is bound to nobody', () => {
    expect(dryRunRules).to.deep.equal([{ nonResourceURLs: ['/v1/dry-run'], verbs: ['post'] }]);
    expect(roles).to.have.length(2);
  });

  it('are to review callers, to read Clusters, policies, bindings, our own kinds, what brings kinds and discovery, to write Events and what became of our own, and no more', () => {
    const own = ['conversionrules', 'conversionpolicies', 'clusterconversionpolicies'];
    expect(rules).to.deep.equal([
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
      { apiGroups: ['cluster.karmada.io'], resources: ['clusters'], verbs: ['list', 'watch'] },
      {
        apiGroups: ['policy.karmada.io'],
        resources: ['propagationpolicies', 'clusterpropagationpolicies', 'overridepolicies', 'clusteroverridepolicies'],
        verbs: ['list', 'watch'],
      },
      {
        apiGroups: ['work.karmada.io'],
        resources: ['resourcebindings', 'clusterresourcebindings'],
        verbs: ['list', 'watch'],
      },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'get', 'update'] },
      { apiGroups: ['karmorph.io'], resources: own, verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['karmorph.io'], resources: own.map((resource) => `${resource}/status`), verbs: ['update'] },
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
      { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], verbs: ['list', 'watch'] },
      { nonResourceURLs: ['/api', '/apis', '/version'], verbs: ['get'] },
    ]);
    expect(JSON.stringify(rules)).not.to.contain('*');
  });

  it('are given to the one ServiceAccount, whose token is kept in a Secret', () => {
    const binding = objectOf(objects, 'ClusterRoleBinding');
    expect(within(binding, ['roleRef'])).to.deep.include({ kind: 'ClusterRole', name: 'karmorph' });
    expect(binding.subjects).to.deep.equal([{ kind: 'ServiceAccount', name: 'karmorph', namespace: NAMESPACE }]);
    expect(idOf(objectOf(objects, 'ServiceAccount'))).to.equal('ServiceAccount/karmorph');
    const secret = objectOf(objects, 'Secret');
    expect(secret.type).to.equal('kubernetes.io/service-account-token');
    expect(within(secret, ['metadata', 'annotations'])).to.deep.equal({
      'kubernetes.io/service-account.name': 'karmorph',
    });
    expect(projectFile('manifests/README.md')).to.contain('get secret karmorph-token');
  });

  it('do not spread to members with the namespace', () => {
    const labels = within(objectOf(objects, 'Namespace'), ['metadata', 'labels']);
    expect(labels['namespace.karmada.io/skip-auto-propagation']).to.equal('true');
  });
});
