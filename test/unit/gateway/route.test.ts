import { expect } from 'chai';
import { parseApiPath, parseTarget, pathIn, type ApiPath, type ResourcePath } from '../../../src/gateway/route.ts';

describe('parseTarget', () => {
  const accepted = [
    { url: '/members/m1/api/v1/pods?limit=1&x=?', member: 'm1', path: '/api/v1/pods', query: '?limit=1&x=?' },
    { url: '/members/m1', member: 'm1', path: '/', query: '' },
    { url: '/members/m1?a', member: 'm1', path: '/', query: '?a' },
    { url: '/members/eu.west-1/', member: 'eu.west-1', path: '/', query: '' },
    { url: '/members/m1/a%2Fb/%E2%82%AC/...', member: 'm1', path: '/a%2Fb/%E2%82%AC/...', query: '' },
    { url: '/members/m1//apis', member: 'm1', path: '//apis', query: '' },
  ];
  for (const { url, ...target } of accepted) {
    it(`splits ${url}`, () => expect(parseTarget(url)).to.deep.equal({ ok: true, target }));
  }

  const refused = [
    '',
    '*',
    '/',
    '/member/m1',
    '/members/',
    '/members//api',
    '/members/-m/api',
    '/members/m..1/api',
    `/members/${'m'.repeat(254)}/api`,
    '/members/m%31/api',
    'http://gateway/members/m1/api',
    '/members/m1/..',
    '/members/m1/./api',
    '/members/m1/api/%2E%2e',
    '/members/m1/api%2f..%2fx',
    '/members/m1/api\\x',
    '/members/m1/api%5cx',
    '/members/m1/api%00',
    '/members/m1/%',
    '/members/m1/%ff',
  ];
  for (const url of refused) {
    it(`refuses "${url.slice(0, 40)}"`, () => {
      expect(parseTarget(url)).to.have.nested.property('problem.code', 'REQUEST_PATH');
    });
  }
});

const NONE = { name: undefined, subresource: undefined, watch: false };
const PATHS: { path: string; want: ApiPath }[] = [
  { path: '/api', want: { type: 'groups', core: true } },
  { path: '/apis', want: { type: 'groups', core: false } },
  { path: '/apis/', want: { type: 'groups', core: false } },
  { path: '/api/v1', want: { type: 'resources', apiVersion: 'v1' } },
  { path: '/apis/batch', want: { type: 'group', group: 'batch' } },
  { path: '/apis/batch/v1', want: { type: 'resources', apiVersion: 'batch/v1' } },
  { path: '/apis/batch/', want: { type: 'other' } },
  { path: '/version', want: { type: 'other' } },
  { path: '/', want: { type: 'other' } },
  { path: '//apis', want: { type: 'other' } },
  {
    path: '/apis/batch/v1/cronjobs',
    want: { type: 'resource', apiVersion: 'batch/v1', resource: 'cronjobs', ...NONE, rest: 'cronjobs' },
  },
  {
    path: '/apis/batch/v1/namespaces/a/cronjobs/b%3Ac/status',
    want: {
      type: 'resource',
      apiVersion: 'batch/v1',
      resource: 'cronjobs',
      name: 'b:c',
      subresource: 'status',
      watch: false,
      rest: 'namespaces/a/cronjobs/b%3Ac/status',
    },
  },
  {
    path: '/api/v1/namespaces/a',
    want: { type: 'resource', apiVersion: 'v1', resource: 'namespaces', ...NONE, name: 'a', rest: 'namespaces/a' },
  },
  {
    path: '/api/v1/namespaces/a/finalize',
    want: {
      type: 'resource',
      apiVersion: 'v1',
      resource: 'namespaces',
      name: 'a',
      subresource: 'finalize',
      watch: false,
      rest: 'namespaces/a/finalize',
    },
  },
  {
    path: '/api/v1/namespaces/a/services/b/proxy/c/d',
    want: {
      type: 'resource',
      apiVersion: 'v1',
      resource: 'services',
      name: 'b',
      subresource: 'proxy/c/d',
      watch: false,
      rest: 'namespaces/a/services/b/proxy/c/d',
    },
  },
  {
    path: '/apis/batch/v1/watch/namespaces/a/cronjobs',
    want: {
      type: 'resource',
      apiVersion: 'batch/v1',
      resource: 'cronjobs',
      ...NONE,
      watch: true,
      rest: 'watch/namespaces/a/cronjobs',
    },
  },
];

describe('parseApiPath', () => {
  for (const { path, want } of PATHS) it(`reads ${path}`, () => expect(parseApiPath(path)).to.deep.equal(want));
});

describe('pathIn', () => {
  it('is the same path in another version, in its encoding', () => {
    const path = parseApiPath('/apis/networking.k8s.io/v1/namespaces/a/ingresses/b%3Ac/status') as ResourcePath;
    expect(pathIn('extensions/v1beta1', path)).to.equal('/apis/extensions/v1beta1/namespaces/a/ingresses/b%3Ac/status');
    expect(pathIn('v1', path)).to.equal('/api/v1/namespaces/a/ingresses/b%3Ac/status');
  });
});
