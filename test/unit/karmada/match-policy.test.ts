import { expect } from 'chai';
import { matchPolicy } from '../../../src/karmada/match-policy.ts';
import { propagationPolicy } from '../../../src/karmada/propagation-policy.ts';
import { identityOf } from '../../../src/karmada/template-identity.ts';

const template = identityOf({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
});
const any = { apiVersion: 'v1', kind: 'ConfigMap' };
const byName = { ...any, name: 'web' };
const byLabel = { ...any, labelSelector: { matchLabels: { app: 'web' } } };
const policy = (name: string, selector: object, more: object = {}, metadata: object = {}) =>
  propagationPolicy.parse({ metadata: { name, ...metadata }, spec: { resourceSelectors: [selector], ...more } });

describe('the policy that Karmada takes for a template', () => {
  const cases = [
    { name: 'none of another kind', policies: [policy('a', { ...any, kind: 'Secret' })], want: undefined },
    { name: 'none of another version', policies: [policy('a', { ...any, apiVersion: 'v2' })], want: undefined },
    { name: 'none of another namespace', policies: [policy('a', { ...any, namespace: 'x' })], want: undefined },
    {
      name: 'none that is being deleted',
      policies: [policy('a', any, {}, { deletionTimestamp: 't' })],
      want: undefined,
    },
    { name: 'a label before all', policies: [policy('a', any), policy('b', byLabel)], want: 'b' },
    { name: 'a name before a label', policies: [policy('a', byLabel), policy('b', byName)], want: 'b' },
    { name: 'a priority before a name', policies: [policy('a', byName), policy('b', any, { priority: 1 })], want: 'b' },
    {
      name: 'a negative priority last',
      policies: [policy('a', byName, { priority: -1 }), policy('b', any)],
      want: 'b',
    },
    { name: 'the first name of two alike', policies: [policy('b', any), policy('a', any)], want: 'a' },
    {
      name: 'a name alone, although the labels do not match',
      policies: [policy('a', { ...byName, labelSelector: { matchLabels: { app: 'x' } } })],
      want: 'a',
    },
    {
      name: 'none whose label selector is invalid',
      policies: [policy('a', { ...any, labelSelector: { matchExpressions: [{ key: 'app', operator: 'In' }] } })],
      want: undefined,
    },
  ];
  for (const { name, policies, want } of cases) {
    it(`takes ${name}`, () => expect(matchPolicy(template, policies)?.metadata.name).to.equal(want));
  }
});
