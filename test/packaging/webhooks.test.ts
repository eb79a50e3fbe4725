import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { renderWebhooks } from '../../scripts/webhook-manifests.ts';
import { stringAt } from '../../src/json/json.ts';
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

const objects = kustomizedObjects('manifests/karmada');
const configurations = [
  { kind: 'MutatingWebhookConfiguration', names: ['mutate'] },
  { kind: 'ValidatingWebhookConfiguration', names: ['validate', 'rules'] },
];

it('the webhook configurations are what `npm run webhooks` writes', async () => {
  for (const [file, text] of await renderWebhooks()) expect(readFileSync(file, 'utf8'), file).to.equal(text);
});

for (const { kind, names } of configurations) {
  describe(kind, () => {
    const configuration = objectOf(objects, kind);
    const webhooks = listAt(configuration, 'webhooks');

    it('is at the Service of the host cluster', () => {
      expect(idOf(configuration)).to.equal(`${kind}/karmorph`);
      const host = objectOf(kustomizedObjects('manifests/host'), 'Service');
      const metadata = within(host, ['metadata']);
      const url = `https://${scalarAt(metadata, 'name')}.${scalarAt(metadata, 'namespace')}.svc/admission/`;
      expect(webhooks.map((each) => stringAt(within(each, ['clientConfig']), 'url'))).to.deep.equal(
        names.map((name) => `${url}${name}`),
      );
      expect(listAt(host, 'spec', 'ports').map(({ port }) => port)).to.deep.equal([443]);
    });

    it('lets everything pass while Karmorph is away', () => {
      for (const webhook of webhooks) expect(webhook).to.deep.include({ failurePolicy: 'Ignore', timeoutSeconds: 3 });
    });

    it('has a placeholder for the CA that is no base64, and that the installation replaces', () => {
      for (const webhook of webhooks) {
        expect(stringAt(within(webhook, ['clientConfig']), 'caBundle')).to.equal('${KARMORPH_CA_BUNDLE}');
      }
      expect(projectFile('manifests/README.md')).to.contain('s|\\${KARMORPH_CA_BUNDLE}|');
    });

    it('names every group, version and resource', () => {
      for (const rule of webhooks.flatMap((webhook) => listAt(webhook, 'rules'))) {
        expect(textsAt(rule, 'operations').join()).to.equal('CREATE,UPDATE');
        expect(JSON.stringify([rule.apiGroups, rule.apiVersions, rule.resources])).not.to.contain('*');
        expect(textsAt(rule, 'resources').join()).to.match(/^[a-z]+$/);
      }
    });
  });
}

describe('the rights to register webhooks', () => {
  const managed = kustomizedObjects('manifests/managed-webhooks');
  const configurationKinds = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'];

  it('are to keep two configurations and one Lease, and to make such', () => {
    expect(listAt(objectOf(managed, 'ClusterRole'), 'rules')).to.deep.equal([
      {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: configurationKinds,
        resourceNames: ['karmorph'],
        verbs: ['list', 'watch', 'update'],
      },
      { apiGroups: ['admissionregistration.k8s.io'], resources: configurationKinds, verbs: ['create'] },
    ]);
    expect(listAt(objectOf(managed, 'Role'), 'rules')).to.deep.equal([
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['karmorph-webhooks'],
        verbs: ['get', 'update'],
      },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    ]);
  });

  it('are given to the one ServiceAccount', () => {
    for (const [binding, role] of [
      ['ClusterRoleBinding', 'ClusterRole'],
      ['RoleBinding', 'Role'],
    ] as const) {
      const object = objectOf(managed, binding);
      expect(within(object, ['roleRef'])).to.deep.include({ kind: role, name: 'karmorph-webhooks' });
      expect(object.subjects).to.deep.equal([
        { kind: 'ServiceAccount', name: 'karmorph', namespace: 'karmorph-system' },
      ]);
    }
  });
});
