import { expect } from 'chai';
import { addableVersions, addedKinds, addedResource } from '../../../src/gateway/added-versions.ts';
import { addToAggregated } from '../../../src/gateway/aggregated-documents.ts';
import {
  addedGroup,
  addedResourceList,
  addToDocument,
  groupVersionsOf,
  resourcesOf,
} from '../../../src/gateway/discovery-documents.ts';
import { memberDiscovery, type MemberDiscovery } from '../../../src/gateway/member-discovery.ts';
import type { AddedKind } from '../../../src/gateway/served-resource.ts';
import type { RuleSet } from '../../../src/engine/rule-set.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { rulesFrom } from '../../support/rules.ts';

const RULES = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: SameShapeRules
families:
  - { name: ingresses, kind: Ingress, versions: [networking.k8s.io/v1, networking.k8s.io/v1beta1, extensions/v1beta1] }
  - { name: events, kind: Event, versions: [events.k8s.io/v1, v1] }
  - { name: cronjobs, kind: CronJob, versions: [batch/v1, batch/v1beta1] }
`);

function discoveryOf(
  served: readonly string[],
  uncertain: readonly string[] = [],
  rules: RuleSet = RULES,
): MemberDiscovery {
  const resources = served.flatMap((gvk) => {
    const [kind = '', ...rest] = gvk.split('/').reverse();
    const entry = { name: `${kind.toLowerCase()}s`, kind, namespaced: true, verbs: ['get'] };
    return resourcesOf({ groupVersion: rest.reverse().join('/'), resources: [entry] });
  });
  return memberDiscovery(rules, { kubernetesVersion: '1.21', resources, uncertain });
}

function added(wanted: readonly string[], served: readonly string[], uncertain: readonly string[] = []): string[] {
  const kinds = addedKinds(RULES, capabilitiesOf('1.34', wanted), discoveryOf(served, uncertain));
  return kinds.map(({ apiVersion, family, served: { apiVersion: from } }) => `${apiVersion}/${family.kind} <- ${from}`);
}

describe('addedKinds', () => {
  const cases = [
    {
      name: 'a newer version',
      wanted: ['batch/v1/CronJob'],
      served: ['batch/v1beta1/CronJob'],
      want: ['batch/v1/CronJob <- batch/v1beta1'],
    },
    {
      name: 'an older version',
      wanted: ['batch/v1beta1/CronJob'],
      served: ['batch/v1/CronJob'],
      want: ['batch/v1beta1/CronJob <- batch/v1'],
    },
    {
      name: 'nothing that is served',
      wanted: ['batch/v1/CronJob'],
      served: ['batch/v1/CronJob', 'batch/v1beta1/CronJob'],
      want: [],
    },
    { name: 'nothing of a kind that is not served at all', wanted: ['batch/v1/CronJob'], served: [], want: [] },
    { name: 'nothing that the control plane does not serve', wanted: [], served: ['batch/v1beta1/CronJob'], want: [] },
    {
      name: 'nothing that the member may serve',
      wanted: ['batch/v1/CronJob'],
      served: ['batch/v1beta1/CronJob'],
      uncertain: ['batch/v1'],
      want: [],
    },
    {
      name: 'the most stable served version, in a fixed order, in other groups and the core group',
      wanted: ['v1/Event', 'networking.k8s.io/v1/Ingress', 'batch/v1/CronJob'],
      served: [
        'extensions/v1beta1/Ingress',
        'networking.k8s.io/v1beta1/Ingress',
        'batch/v1beta1/CronJob',
        'events.k8s.io/v1/Event',
      ],
      want: [
        'v1/Event <- events.k8s.io/v1',
        'batch/v1/CronJob <- batch/v1beta1',
        'networking.k8s.io/v1/Ingress <- networking.k8s.io/v1beta1',
      ],
    },
  ];
  for (const { name, wanted, served, uncertain, want } of cases) {
    it(`is ${name}`, () => expect(added(wanted, served, uncertain)).to.deep.equal(want));
  }

  it('is found by path', () => {
    const kinds = addedKinds(
      RULES,
      capabilitiesOf('1.34', ['batch/v1/CronJob']),
      discoveryOf(['batch/v1beta1/CronJob']),
    );
    expect(addedResource(kinds, 'batch/v1', 'cronjobs')?.served.apiVersion).to.equal('batch/v1beta1');
    expect(addedResource(kinds, 'batch/v1', 'jobs')).to.equal(undefined);
    expect(addedResource(kinds, 'batch/v1beta1', 'cronjobs')).to.equal(undefined);
  });

  it('can only be in versions of a rule that the control plane serves', () => {
    const controlPlane = capabilitiesOf('1.34', ['batch/v1/CronJob', 'apps/v1/Deployment']);
    const may = (apiVersion: string): boolean => addableVersions(RULES, controlPlane).has(apiVersion);
    expect(['batch/v1', 'batch/v1beta1', 'apps/v1'].map(may)).to.deep.equal([true, false, false]);
  });
});

describe('discovery documents', () => {
  const kinds = addedKinds(
    RULES,
    capabilitiesOf('1.34', ['networking.k8s.io/v1/Ingress', 'batch/v1/CronJob', 'batch/v1beta1/CronJob']),
    discoveryOf(['extensions/v1beta1/Ingress', 'batch/v1beta1/CronJob']),
  );
  const versionOf = (group: string, version: string): JsonObject => ({ groupVersion: `${group}/${version}`, version });
  const batch = {
    name: 'batch',
    versions: [versionOf('batch', 'v1beta1')],
    preferredVersion: versionOf('batch', 'v1beta1'),
    x: 1,
  };
  const groups = deepFreeze({
    kind: 'APIGroupList',
    apiVersion: 'v1',
    more: true,
    groups: [batch, { name: 'apps', versions: [] }],
  });

  it('list the member first, then what is added', () => {
    const document = addToDocument(groups, kinds);
    expect(groupVersionsOf(document)).to.deep.equal(['batch/v1beta1', 'batch/v1', 'networking.k8s.io/v1']);
    expect(document).to.include({ more: true });
    expect((document.groups as JsonObject[])[0])
      .to.include({ x: 1 })
      .and.deep.include({ preferredVersion: versionOf('batch', 'v1beta1') });
    expect((document.groups as JsonObject[])[1]).to.equal(groups.groups[1]);
  });

  it('do not change when it is added twice', () => {
    const once = addToDocument(groups, kinds);
    expect(addToDocument(once, kinds)).to.deep.equal(once);
  });

  it('are made only where something is added', () => {
    expect(addedGroup('networking.k8s.io', kinds)).to.deep.equal({
      kind: 'APIGroup',
      apiVersion: 'v1',
      name: 'networking.k8s.io',
      versions: [versionOf('networking.k8s.io', 'v1')],
      preferredVersion: versionOf('networking.k8s.io', 'v1'),
    });
    expect(addedGroup('apps', kinds)).to.equal(undefined);
    expect(addedResourceList('apps/v1', kinds)).to.equal(undefined);
    expect(addedResourceList('batch/v1', kinds)?.resources).to.deep.equal([
      { name: 'cronjobs', singularName: '', namespaced: true, kind: 'CronJob', verbs: ['get'] },
    ]);
  });

  it('of other kinds stay as they are', () => {
    const versions = deepFreeze({ kind: 'APIVersions', versions: ['v1'] });
    expect(addToDocument(versions, kinds)).to.equal(versions);
  });

  it('survive entries of the wrong type', () => {
    for (const kind of ['APIGroupList', 'APIGroup', 'APIResourceList']) {
      const broken = { kind, groups: [null, 1, { versions: 'x' }], versions: {}, resources: [null, { name: 1 }] };
      expect(() => addToDocument(broken, kinds)).not.to.throw();
    }
  });

  it('in aggregated form keep core and named groups apart', () => {
    const core: AddedKind[] = addedKinds(
      RULES,
      capabilitiesOf('1.34', ['v1/Event']),
      discoveryOf(['events.k8s.io/v1/Event']),
    ).slice();
    const empty = { kind: 'APIGroupDiscoveryList', items: [] };
    const names = (document: JsonObject): unknown[] =>
      (document.items as JsonObject[]).map(({ metadata }) => (metadata as JsonObject).name);
    expect(names(addToAggregated(empty, [...core, ...kinds], true))).to.deep.equal(['']);
    expect(names(addToAggregated(empty, [...core, ...kinds], false))).to.deep.equal(['batch', 'networking.k8s.io']);
  });
});
