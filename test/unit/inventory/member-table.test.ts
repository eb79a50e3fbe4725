import { expect } from 'chai';
import type { Problem } from '../../../src/errors.ts';
import { MemberTable } from '../../../src/inventory/member-table.ts';
import { servedBy } from '../../../src/inventory/served-versions.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import type { OwnSchemas } from '../../../src/schema/node.ts';
import { cluster } from '../../support/karmada-cluster.ts';

const ENDPOINT = 'karmorph.io/member-endpoint';
const CA = 'karmorph.io/member-ca-bundle';
const BEHIND = { [ENDPOINT]: 'https://10.0.0.1:6443' };
const NEW_INGRESS = 'networking.k8s.io/v1/Ingress';
const OLD_INGRESS = 'networking.k8s.io/v1beta1/Ingress';

describe('member table', () => {
  let problems: Problem[];
  let table: MemberTable;

  beforeEach(() => {
    problems = [];
    table = new MemberTable((problem) => problems.push(problem));
  });

  const kindsOf = (name: string): string[] => [...(table.member(name)?.capabilities.served ?? [])];

  it('takes kinds and version from the status of a Cluster', () => {
    table.put(
      cluster('a', {
        version: 'v1.27.3-gke.100',
        enablements: ['v1/Pod', 'apps/v1/Deployment', 'apps/v1/StatefulSet'],
      }),
    );
    expect(kindsOf('a')).to.deep.equal(['apps/v1/Deployment', 'apps/v1/StatefulSet', 'v1/Pod']);
    expect(table.member('a')).to.deep.include({ name: 'a', endpoint: undefined });
    expect(table.member('a')?.capabilities.kubernetesVersion).to.equal('1.27');
  });

  it('gives the same list of members until something that counts changes, however often a Cluster is written', () => {
    const put = (version: string, labels = {}) => table.put(cluster('a', { version, enablements: ['v1/Pod'], labels }));
    put('v1.27.3');
    const first = table.fleet();
    put('v1.27.3');
    expect(table.fleet()).to.equal(first);
    put('v1.27.3', { region: 'eu' });
    expect(table.fleet().list).not.to.equal(first.list);
    expect(table.fleet().byName.get('a')?.labels).to.deep.equal({ region: 'eu' });
  });

  it('lists members by name, without those that Karmada has never reached', () => {
    for (const name of ['b', 'a']) table.put(cluster(name, { enablements: ['v1/Pod'] }));
    table.put({ metadata: { name: 'new', annotations: BEHIND } });
    expect(table.members().map(({ name }) => name)).to.deep.equal(['a', 'b']);
    expect(table.member('new')?.endpoint?.url).to.equal('https://10.0.0.1:6443');
  });

  it('forgets what a list no longer has, and nothing while the list is being read', () => {
    for (const name of ['a', 'b']) table.put(cluster(name, { enablements: ['v1/Pod'] }));
    table.beginList();
    table.put(cluster('b', { enablements: ['v1/Pod'] }));
    expect(table.members()).to.have.length(2);
    table.endList();
    expect(table.members().map(({ name }) => name)).to.deep.equal(['b']);
    table.remove(cluster('b', {}));
    expect(table.members()).to.deep.equal([]);
    expect(table.distinct).to.equal(0);
  });

  const incomplete = [
    { name: 'the list is empty', change: { enablements: [] } },
    { name: 'the list is partial', change: { enablements: ['v1/Pod'], complete: 'False' as const } },
    { name: 'the list is empty and said to be complete', change: { enablements: [], complete: 'True' as const } },
    { name: 'the version is gone too', change: { enablements: [], version: '' } },
  ];
  for (const { name, change } of incomplete) {
    it(`keeps what a member served when ${name}`, () => {
      const all = ['apps/v1/Deployment', 'v1/Pod'];
      table.put(cluster('a', { enablements: all }));
      table.put(cluster('a', change));
      expect(kindsOf('a')).to.deep.equal(all);
      expect(table.member('a')?.capabilities.kubernetesVersion).to.equal('1.34');
    });
  }

  it('adds what a partial list has, and shrinks when a complete one says so', () => {
    table.put(cluster('a', { enablements: ['v1/Pod', OLD_INGRESS] }));
    table.put(cluster('a', { enablements: [NEW_INGRESS], complete: 'False' }));
    expect(kindsOf('a')).to.deep.equal([NEW_INGRESS, OLD_INGRESS, 'v1/Pod']);
    table.put(cluster('a', { enablements: [NEW_INGRESS, 'v1/Pod'] }));
    expect(kindsOf('a')).to.deep.equal([NEW_INGRESS, 'v1/Pod']);
  });

  describe('for a member behind the gateway', () => {
    const enablements = [NEW_INGRESS, OLD_INGRESS, 'extensions/v1beta1/Ingress', 'v1/Pod', 'example.com/v1/Widget'];
    const put = (version = 'v1.18.20'): void => table.put(cluster('a', { version, enablements, annotations: BEHIND }));

    it('leaves out built-in versions that its minor does not serve, and keeps custom resources', () => {
      put();
      expect(kindsOf('a')).to.deep.equal([
        'example.com/v1/Widget',
        'extensions/v1beta1/Ingress',
        OLD_INGRESS,
        'v1/Pod',
      ]);
    });

    it('takes what Karmada sees when its minor is unknown', () => {
      put('v1.99.0');
      expect(kindsOf('a')).to.have.members(enablements);
    });

    it('believes what the gateway saw about the kinds it converts, and Karmada about all others', () => {
      put();
      table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS]));
      const want = ['example.com/v1/Widget', OLD_INGRESS, 'v1/Pod'];
      expect(kindsOf('a')).to.deep.equal(want);
      put();
      expect(kindsOf('a')).to.deep.equal(want);
    });

    it('is one of which it is assumed what it serves, until the gateway has seen it or it leaves the gateway', () => {
      const assumed = (): boolean | undefined => table.fleet().byName.get('a')?.assumed;
      put();
      expect(assumed()).to.equal(true);
      table.observe('a', capabilitiesOf('1.18', kindsOf('a')));
      expect(assumed()).to.equal(false);
      put();
      expect(assumed()).to.equal(false);
      table.put(cluster('a', { enablements }));
      expect(assumed()).to.equal(false);
      put();
      expect(assumed()).to.equal(true);
    });

    it('keeps the labels of the Cluster, by which conversion policies select it', () => {
      table.put(cluster('a', { enablements, annotations: BEHIND, labels: { region: 'eu' } }));
      expect(table.member('a')?.labels).to.deep.equal({ region: 'eu' });
      table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS]));
      expect(table.member('a')?.labels).to.deep.equal({ region: 'eu' });
    });

    it('does not take kinds of another group for relatives because they have the same name', () => {
      const annotations = BEHIND;
      table.put(cluster('a', { enablements: ['config.example.com/v1/Ingress', NEW_INGRESS], annotations }));
      table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS]));
      expect(kindsOf('a')).to.deep.equal(['config.example.com/v1/Ingress', OLD_INGRESS]);
    });

    it('takes what the gateway saw even before Karmada has reached it', () => {
      table.put({ metadata: { name: 'a', annotations: BEHIND } });
      table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS]));
      expect(table.members().map(({ name }) => name)).to.deep.equal(['a']);
      expect(table.member('a')?.capabilities.kubernetesVersion).to.equal('1.18');
    });

    it('forgets what the gateway saw when the member leaves it', () => {
      put();
      table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS]));
      table.put(cluster('a', { enablements }));
      expect(kindsOf('a')).to.have.members(enablements);
      expect(table.distinct).to.equal(1);
    });

    describe('that told its own schemas', () => {
      const schemas: OwnSchemas = { schemaOf: () => undefined, identity: 'a' };
      beforeEach(() => {
        put();
        table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS]));
        table.observeSchemas('a', schemas);
      });

      const changes: { name: string; change: () => void; kept: boolean }[] = [
        { name: 'nothing happens', change: () => undefined, kept: true },
        { name: 'its Cluster is updated', change: put, kept: true },
        {
          name: 'it is seen to serve the same',
          change: () => table.observe('a', capabilitiesOf('1.18', [OLD_INGRESS])),
          kept: true,
        },
        {
          name: 'it is upgraded',
          change: () => table.observe('a', capabilitiesOf('1.19', [OLD_INGRESS])),
          kept: false,
        },
        {
          name: 'it is another server',
          change: () => table.put(cluster('a', { enablements, annotations: { [ENDPOINT]: 'https://10.0.0.2:6443' } })),
          kept: false,
        },
        { name: 'it leaves the gateway', change: () => table.put(cluster('a', { enablements })), kept: false },
        {
          name: 'it was gone',
          change: () => {
            table.remove(cluster('a', {}));
            put();
          },
          kept: false,
        },
      ];
      for (const { name, change, kept } of changes) {
        it(`${kept ? 'keeps' : 'forgets'} them when ${name}`, () => {
          change();
          expect(table.members().map((member) => member.schemas)).to.deep.equal([kept ? schemas : undefined]);
        });
      }

      it('shares capabilities as before', () => {
        const before = table.distinct;
        for (let i = 0; i < 3; i++) table.observeSchemas('a', schemas);
        expect(table.distinct).to.equal(before);
        table.remove(cluster('a', {}));
        expect(table.distinct).to.equal(0);
      });
    });

    it('ignores observations of others', () => {
      table.put(cluster('b', { enablements: ['v1/Pod'] }));
      table.observe('b', capabilitiesOf('1.18', [OLD_INGRESS]));
      table.observe('unknown', capabilitiesOf('1.18', [OLD_INGRESS]));
      for (const name of ['b', 'unknown']) table.observeSchemas(name, { schemaOf: () => undefined, identity: 'a' });
      expect(table.member('b')).not.to.have.property('schemas');
      expect(kindsOf('b')).to.deep.equal(['v1/Pod']);
      expect(table.distinct).to.equal(1);
    });
  });

  const malformed: { name: string; annotations: Record<string, string>; want: RegExp }[] = [
    {
      name: 'an address that is none',
      annotations: { [ENDPOINT]: 'nowhere' },
      want: /cluster a .*member-endpoint: "nowhere" is not a URL/,
    },
    { name: 'plain HTTP', annotations: { [ENDPOINT]: 'http://10.0.0.1' }, want: /must begin with https/ },
    { name: 'credentials', annotations: { [ENDPOINT]: 'https://a:b@10.0.0.1' }, want: /must not contain credentials/ },
    { name: 'an empty address', annotations: { [ENDPOINT]: '' }, want: /is not a URL/ },
    {
      name: 'a CA bundle that is none',
      annotations: { ...BEHIND, [CA]: '%%' },
      want: /member-ca-bundle: holds no PEM/,
    },
  ];
  for (const { name, annotations, want } of malformed) {
    it(`makes a member with ${name} unroutable, and says so once`, () => {
      for (let i = 0; i < 3; i++) table.put(cluster('a', { enablements: ['v1/Pod'], annotations }));
      expect(table.member('a')).to.deep.include({ endpoint: undefined });
      expect(kindsOf('a')).to.deep.equal(['v1/Pod']);
      expect(problems.map(({ code }) => code)).to.deep.equal(['MEMBER_ANNOTATION_INVALID']);
      expect(problems[0]?.message).to.match(want);
    });
  }

  for (const object of [{}, { metadata: null }, { metadata: { name: 3 } }, { kind: 'Cluster', status: [] }]) {
    it(`passes over ${JSON.stringify(object)}`, () => {
      table.put(object);
      table.remove(object);
      expect(table.members()).to.deep.equal([]);
    });
  }

  it('survives a status of the wrong shape', () => {
    table.put({
      metadata: { name: 'a', annotations: 'x' },
      status: { apiEnablements: [3, { groupVersion: 1, resources: {} }], conditions: {} },
    });
    expect(table.member('a')?.capabilities.served.size).to.equal(0);
  });

  it('holds as many capabilities as there are distinct ones, through 2000 members and their updates', () => {
    const minors = ['1.18', '1.21', '1.27', '1.34'].map((version) => ({ version, served: servedBy(version) }));
    const put = (i: number, shift: number): void => {
      const { version, served } = minors[(i + shift) % minors.length]!;
      table.put(
        cluster(`m${i}`, {
          version: `v${version}.${i}`,
          enablements: served.ok ? [...served.capabilities.served] : [],
        }),
      );
    };
    for (const shift of [0, 1, 0]) for (let i = 0; i < 2000; i++) put(i, shift);
    expect(table.distinct).to.equal(4);
    expect(new Set(table.members().map(({ capabilities }) => capabilities)).size).to.equal(4);
  });
});
