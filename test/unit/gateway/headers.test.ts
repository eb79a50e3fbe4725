import { expect } from 'chai';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import {
  answerHeaders,
  callerHeaders,
  convertedHeaders,
  endToEndHeaders,
  requestHeaders,
} from '../../../src/gateway/headers.ts';
import { acceptJson, essenceOf, isJson } from '../../../src/gateway/media-types.ts';
import { followUpQuery, isDryRun, isEndableWatch, isLongRunning, isWatch } from '../../../src/gateway/query.ts';

/** A message as the HTTP parser makes it. */
function message(fields: Readonly<Record<string, string | readonly string[]>>): IncomingMessage {
  const result = new IncomingMessage(new Socket());
  const entries = Object.entries(fields).map(([name, values]) => [name.toLowerCase(), [values].flat()] as const);
  result.rawHeaders = entries.flatMap(([name, values]) => values.flatMap((value) => [name, value]));
  result.headers = Object.fromEntries(entries.map(([name, values]) => [name, values.join(', ')]));
  return result;
}

describe('headers', () => {
  it('travel on without those of one connection, each value for itself', () => {
    const fields = {
      connection: 'keep-alive, X-Hop',
      'x-hop': '1',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      te: 'trailers',
      upgrade: 'h2c',
      expect: '100-continue',
      'impersonate-group': ['a', 'b'],
      'x-custom': 'c',
    };
    const want = { 'impersonate-group': ['a', 'b'], 'x-custom': 'c' };
    expect(endToEndHeaders({ headers: fields })).to.deep.equal(want);
    expect(requestHeaders(message(fields))).to.deep.equal(want);
  });

  it('may have names that every object has', () => {
    expect(requestHeaders(message({ constructor: 'a' }))).to.deep.equal({ constructor: 'a' });
  });

  const request = message({
    Host: 'gateway',
    Authorization: 'Bearer t',
    'User-Agent': 'karmada',
    'Impersonate-User': 'u',
    'Impersonate-Extra-Scopes': ['x', 'y'],
    Accept: 'application/vnd.kubernetes.protobuf,application/json',
    'Accept-Encoding': 'gzip',
    'Content-Type': 'application/merge-patch+json',
    'Content-Length': '9',
    'If-None-Match': '"a"',
    'X-Custom': 'c',
  });

  it('of a request keep everything but the name of this server', () => {
    expect(requestHeaders(request))
      .to.include({ 'x-custom': 'c', 'accept-encoding': 'gzip' })
      .and.not.have.property('host');
  });

  it('of a converted request ask for plain JSON and describe the new body', () => {
    const own = {
      authorization: 'Bearer t',
      'user-agent': 'karmada',
      'impersonate-user': 'u',
      'impersonate-extra-scopes': ['x', 'y'],
    };
    expect(convertedHeaders(request)).to.deep.equal({ ...own, 'x-custom': 'c', accept: 'application/json' });
    expect(convertedHeaders(request, Buffer.from('{}'))).to.deep.include({
      'content-type': 'application/json',
      'content-length': '2',
    });
    expect(callerHeaders(request)).to.deep.equal(own);
  });

  it('of a converted answer say nothing of the body that it was', () => {
    const headers: Record<string, string | string[]> = {
      'content-type': 'application/json',
      'content-length': '9',
      etag: '"a"',
      warning: ['299 - "batch/v1beta1 CronJob is deprecated in v1.21+"', '299 - "unknown field"'],
      'audit-id': 'x',
    };
    expect(answerHeaders({ headers }, 'batch/v1beta1')).to.deep.equal({
      'content-type': 'application/json',
      'audit-id': 'x',
      warning: ['299 - "unknown field"'],
    });
    const deprecation = { warning: '299 - "v1 Endpoints is deprecated in v1.33+"' };
    expect(answerHeaders({ headers: deprecation }, 'v1')).to.deep.equal({});
  });
});

describe('media types', () => {
  const accepts = [
    { accept: undefined, json: 'application/json' },
    { accept: '*/*', json: 'application/json' },
    { accept: 'text/html, */*;q=0.1', json: 'application/json' },
    { accept: 'text/html', json: 'text/html' },
    { accept: 'application/vnd.kubernetes.protobuf', json: 'application/json' },
    { accept: 'application/yaml, application/cbor,application/json;q=0.5', json: 'application/json;q=0.5' },
    {
      accept:
        'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
      json: 'application/json;as=Table;v=v1;g=meta.k8s.io, application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json',
    },
  ];
  for (const { accept, json } of accepts) {
    it(`of "${accept ?? ''}" that are JSON`, () => expect(acceptJson(accept)).to.equal(json));
  }

  it('are compared without parameters and case', () => {
    expect(essenceOf(' Application/JSON ; charset=utf-8')).to.equal('application/json');
    expect([undefined, 'application/json;as=Table', 'application/json-patch+json'].map(isJson)).to.deep.equal([
      false,
      true,
      false,
    ]);
  });
});

describe('query', () => {
  const watches = { '?watch=true': true, '?watch': true, '?watch=1': true, '?watch=': true, '?a=b': false, '': false };
  for (const [query, want] of Object.entries({
    ...watches,
    '?watch=false': false,
    '?watch=FALSE': false,
    '?watch=0': false,
  })) {
    it(`"${query}" ${want ? 'is' : 'is not'} a watch`, () => expect(isWatch(query)).to.equal(want));
  }

  it('tells requests that may take long', () => {
    const pods = '/api/v1/namespaces/a/pods';
    const long = [`${pods}/p/log`, `${pods}/p/proxy/x`, `${pods}/p/exec`];
    expect(long.map((path) => isLongRunning(path))).to.deep.equal([true, true, true]);
    const short = [pods, `${pods}/log-reader`, '/api/v1/watch/pods'];
    expect(short.map((path) => isLongRunning(path))).to.deep.equal([false, false, false]);
  });

  const endable: readonly (readonly [target: string, want: boolean])[] = [
    ['/api/v1/pods?watch=1', true],
    ['/api/v1/watch/pods', true],
    ['/apis/batch/v1/watch/namespaces/a/cronjobs', true],
    ['/api/v1/pods', false],
    ['/api/v1/namespaces/watch/pods', false],
    ['/api/v1/namespaces/a/pods/p/log?watch=1', false],
    ['/api/v1/namespaces/a/services/s/proxy/x?watch=1', false],
  ];
  for (const [target, want] of endable) {
    it(`${target} ${want ? 'is' : 'is not'} a watch that can be ended`, () => {
      const { pathname, search } = new URL(target, 'https://m1');
      expect(isEndableWatch(pathname, search)).to.equal(want);
    });
  }

  it('of a second write names who writes and how strictly', () => {
    expect(followUpQuery('?dryRun=All&fieldManager=a%20b&pretty=1&fieldValidation=Strict')).to.equal(
      '?fieldManager=a+b&fieldValidation=Strict',
    );
    expect(followUpQuery('?pretty=1')).to.equal('');
    expect([isDryRun('?dryRun=All'), isDryRun('?a')]).to.deep.equal([true, false]);
  });
});
