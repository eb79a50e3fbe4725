import { expect } from 'chai';
import type { Json, JsonObject } from '../../../src/json/json.ts';
import { plainMember } from '../../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf } from '../../../src/karmada/fleet-snapshot.ts';
import { overridePolicy } from '../../../src/karmada/override-policy.ts';
import { applyOverrides } from '../../../src/karmada/overrides.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const served = capabilitiesOf('1.34', ['apps/v1/Deployment']);
const members = ['m1', 'm2', 'm3'].map((name) => plainMember(name, served));
const container = { name: 'main', image: 'reg.io:5000/team/web:1.0', command: ['run'], args: ['-a', '-b'] };
const template = deepFreeze({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { replicas: 1, template: { spec: { containers: [container, { name: 'side', image: 'side' }] } } },
});
const selector = { apiVersion: 'apps/v1', kind: 'Deployment' };
const on = (...clusterNames: string[]): object => ({ targetCluster: { clusterNames } });
const replicas = (value: number): object => ({ plaintext: [{ path: '/spec/replicas', operator: 'replace', value }] });
const policy = (name: string, rules: object[], spec: object = {}, namespace = 'shop') =>
  overridePolicy.parse({
    metadata: { name, ...(namespace !== '' && { namespace }) },
    spec: { resourceSelectors: [selector], overrideRules: rules, ...spec },
  });
const applied = (...overrides: ReturnType<typeof policy>[]) =>
  applyOverrides(template, members, fleetSnapshotOf({ members, overrides }));
const at = (object: Json | undefined, ...keys: (string | number)[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], object);

describe('overrides', () => {
  it('give members to which the same rules apply the same object, and do not change the template', () => {
    const groups = applied(policy('p', [{ ...on('m1', 'm3'), overriders: replicas(2) }]));
    expect(
      groups.map((group) => [group.members.map(({ name }) => name), at(group.object, 'spec', 'replicas')]),
    ).to.deep.equal([
      [['m1', 'm3'], 2],
      [['m2'], 1],
    ]);
  });

  const byName = { resourceSelectors: [{ ...selector, name: 'web' }] };
  const byLabel = { resourceSelectors: [{ ...selector, labelSelector: { matchLabels: { app: 'web' } } }] };
  const all = (value: number): object[] => [{ overriders: replicas(value) }];
  const orders = [
    { name: 'a name after a kind', policies: [policy('b', all(2), byName), policy('c', all(3))], want: 2 },
    { name: 'a name after a label', policies: [policy('a', all(2), byName), policy('b', all(3), byLabel)], want: 2 },
    { name: 'the last name of two alike', policies: [policy('b', all(2)), policy('a', all(3))], want: 2 },
    {
      name: 'one of the namespace after a cluster-wide one',
      policies: [policy('a', all(2)), policy('b', all(3), byName, '')],
      want: 2,
    },
    { name: 'one that selects everything', policies: [policy('a', all(2), { resourceSelectors: [] })], want: 2 },
    { name: 'the later rule of a policy', policies: [policy('a', [...all(3), ...all(2)])], want: 2 },
    {
      name: 'what stands in the spec itself, when there are no rules',
      policies: [policy('a', [], { ...on('m1', 'm2', 'm3'), overriders: replicas(2) })],
      want: 2,
    },
    { name: 'none of another namespace', policies: [policy('a', all(2), {}, 'other')], want: 1 },
    {
      name: 'none for another object',
      policies: [policy('a', all(2), { resourceSelectors: [{ ...selector, name: 'x' }] })],
      want: 1,
    },
    {
      name: 'one that selects a label which a cluster-wide one has added',
      policies: [
        policy('a', [{ overriders: { labelsOverrider: [{ operator: 'add', value: { tier: 'x' } }] } }], {}, ''),
        policy('b', all(2), { resourceSelectors: [{ ...selector, labelSelector: { matchLabels: { tier: 'x' } } }] }),
      ],
      want: 2,
    },
  ];
  for (const { name, policies, want } of orders) {
    it(`take ${name}`, () => {
      const groups = applied(...policies);
      expect(groups.map(({ object, problem }) => [at(object, 'spec', 'replicas'), problem])).to.deep.equal([
        [want, undefined],
      ]);
    });
  }

  const containers = ['spec', 'template', 'spec', 'containers', 0];
  const image = (component: string, operator: string, value?: string) => ({
    imageOverrider: [{ component, operator, value }],
  });
  const main = (operator: string, ...value: string[]) => [{ containerName: 'main', operator, value }];
  const map = (operator: string, value: JsonObject) => [{ operator, value }];
  const kinds = [
    { name: 'replace a registry', overriders: image('Registry', 'replace', 'x.io'), want: 'x.io/team/web:1.0' },
    { name: 'add to a registry', overriders: image('Registry', 'add', '1'), want: 'reg.io:50001/team/web:1.0' },
    { name: 'remove a registry', overriders: image('Registry', 'remove'), want: 'team/web:1.0' },
    { name: 'replace a repository', overriders: image('Repository', 'replace', 'a'), want: 'reg.io:5000/a:1.0' },
    { name: 'replace a tag', overriders: image('Tag', 'replace', '2'), want: 'reg.io:5000/team/web:2' },
    { name: 'add to a tag', overriders: image('Tag', 'add', '-rc'), want: 'reg.io:5000/team/web:1.0-rc' },
    { name: 'remove a tag', overriders: image('Tag', 'remove'), want: 'reg.io:5000/team/web' },
    {
      name: 'replace a tag by a digest',
      overriders: image('Tag', 'replace', `sha256:${'0'.repeat(64)}`),
      want: `reg.io:5000/team/web@sha256:${'0'.repeat(64)}`,
    },
    {
      name: 'replace the image at a path',
      overriders: {
        imageOverrider: [
          {
            predicate: { path: '/spec/template/spec/containers/0/image' },
            component: 'Tag',
            operator: 'replace',
            value: '3',
          },
        ],
      },
      want: 'reg.io:5000/team/web:3',
    },
  ].map((each) => ({ ...each, path: [...containers, 'image'] as (string | number)[], want: each.want as Json }));
  const more = [
    {
      name: 'add to a command',
      overriders: { commandOverrider: main('add', 'x') },
      path: [...containers, 'command'],
      want: ['run', 'x'],
    },
    {
      name: 'remove an argument',
      overriders: { argsOverrider: main('remove', '-a') },
      path: [...containers, 'args'],
      want: ['-b'],
    },
    {
      name: 'give a command to a container that has none',
      overriders: { commandOverrider: [{ containerName: 'side', operator: 'add', value: ['x'] }] },
      path: ['spec', 'template', 'spec', 'containers', 1, 'command'],
      want: ['x'],
    },
    {
      name: 'leave out a container that is not there',
      overriders: { argsOverrider: [{ containerName: 'x', operator: 'add', value: ['x'] }] },
      path: [...containers, 'args'],
      want: ['-a', '-b'],
    },
    {
      name: 'add labels',
      overriders: { labelsOverrider: map('add', { 'a/b': 'c' }) },
      path: ['metadata', 'labels'],
      want: { app: 'web', 'a/b': 'c' },
    },
    {
      name: 'replace labels that are there',
      overriders: { labelsOverrider: map('replace', { app: 'x', y: 'z' }) },
      path: ['metadata', 'labels'],
      want: { app: 'x' },
    },
    {
      name: 'remove labels that are there',
      overriders: { labelsOverrider: map('remove', { app: '', y: '' }) },
      path: ['metadata', 'labels'],
      want: {},
    },
    {
      name: 'add the first annotation',
      overriders: { annotationsOverrider: map('add', { a: 'b' }) },
      path: ['metadata', 'annotations'],
      want: { a: 'b' },
    },
    {
      name: 'add a field',
      overriders: { plaintext: [{ path: '/spec/paused', operator: 'add', value: true }] },
      path: ['spec', 'paused'],
      want: true,
    },
    {
      name: 'remove a field',
      overriders: { plaintext: [{ path: '/spec/replicas', operator: 'remove' }] },
      path: ['spec', 'replicas'],
      want: undefined,
    },
    {
      name: 'leave a text for its patch',
      overriders: { fieldOverrider: [{ fieldPath: '/metadata/name', json: [{ subPath: '/x', operator: 'remove' }] }] },
      path: ['metadata', 'name'],
      want: 'web',
    },
  ];
  for (const { name, overriders, path, want } of [...kinds, ...more]) {
    it(name, () => {
      const [group] = applied(policy('p', [{ overriders }]));
      expect(group?.problem).to.equal(undefined);
      expect(at(group?.object, ...path)).to.deep.equal(want);
    });
  }

  const failures = [
    {
      name: 'a path that is not there',
      overriders: { plaintext: [{ path: '/spec/x/y', operator: 'add', value: 1 }] },
      reason: 'add /spec/x/y: ',
    },
    {
      name: 'a removal of what is not there',
      overriders: { plaintext: [{ path: '/spec/x', operator: 'remove' }] },
      reason: 'remove /spec/x: ',
    },
    {
      name: 'no image',
      overriders: { imageOverrider: [{ predicate: { path: '/metadata/x' }, component: 'Tag', operator: 'remove' }] },
      reason: '/metadata/x is no image: null',
    },
    {
      name: 'no text',
      overriders: { fieldOverrider: [{ fieldPath: '/spec/replicas' }] },
      reason: 'the value at /spec/replicas is not a text',
    },
    {
      name: 'a forbidden key',
      overriders: { plaintext: [{ path: '/__proto__', operator: 'add', value: 1 }] },
      reason: 'add /__proto__: ',
    },
    {
      name: 'another document',
      overriders: { plaintext: [{ path: '', operator: 'replace', value: 1 }] },
      reason: 'the outcome is not an object',
    },
  ];
  for (const { name, overriders, reason } of failures) {
    it(`fail for ${name}, for the members that they are for alone`, () => {
      const [first, second] = applied(policy('p', [{ ...on('m1'), overriders }]));
      expect(first?.members.map((each) => each.name)).to.deep.equal(['m1']);
      expect(first?.problem?.code).to.equal('OVERRIDE_FAILED');
      expect(first?.problem?.message).to.include(`OverridePolicy shop/p cannot be applied: ${reason}`);
      expect(second?.problem).to.equal(undefined);
    });
  }
});
