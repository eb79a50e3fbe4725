import { expect } from 'chai';
import { isEndableWatch, isLongRunning } from '../../../src/gateway/query.ts';

describe('isLongRunning', () => {
  const cases: readonly { name: string; path: string; want: boolean }[] = [
    { name: 'the log of a pod', path: '/api/v1/namespaces/shop/pods/web/log', want: true },
    { name: 'what is proxied to a service', path: '/api/v1/namespaces/shop/services/web:80/proxy/a/b', want: true },
    { name: 'what is proxied to a node', path: '/api/v1/nodes/n1/proxy/metrics', want: true },
    { name: 'a subresource of an API group', path: '/apis/a.example/v1/namespaces/shop/things/t/proxy', want: true },
    { name: 'a list in a namespace called log', path: '/api/v1/namespaces/log/pods', want: false },
    { name: 'an object in a namespace called proxy', path: '/api/v1/namespaces/proxy/pods/web', want: false },
    { name: 'an object called exec', path: '/api/v1/namespaces/shop/pods/exec', want: false },
    { name: 'a namespace called attach', path: '/api/v1/namespaces/attach', want: false },
    { name: 'an old watch in a namespace called proxy', path: '/api/v1/watch/namespaces/proxy/pods', want: false },
  ];
  for (const { name, path, want } of cases) {
    it(`is ${want} for ${name}`, () => expect(isLongRunning(path)).to.equal(want));
  }
});

describe('isEndableWatch', () => {
  it('is true for a watch in a namespace that has the name of a subresource', () => {
    expect(isEndableWatch('/api/v1/namespaces/log/pods', '?watch=1')).to.equal(true);
  });

  it('is false for a log, whatever its query', () => {
    expect(isEndableWatch('/api/v1/namespaces/shop/pods/web/log', '?watch=1')).to.equal(false);
  });
});
