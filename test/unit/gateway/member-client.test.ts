import { expect } from 'chai';
import { ProblemError } from '../../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../../src/gateway/limits.ts';
import { createMemberClient } from '../../../src/gateway/member-client.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';

const MEMBER = {
  name: 'm1',
  capabilities: capabilitiesOf(undefined, []),
  endpoint: {
    url: 'https://127.0.0.1:1',
    caBundle: undefined,
    clientCertificate: { certificate: 'no certificate', privateKey: 'no key' },
  },
};
const REQUEST = { method: 'GET', path: '/version', headers: {} };

describe('a member whose client certificate cannot be used', () => {
  const client = createMemberClient(DEFAULT_LIMITS);
  after(() => client.close());

  it('is told as untrusted, and the request can be given up afterwards', async () => {
    const gone = new AbortController();
    const failure = await client.send(MEMBER, { ...REQUEST, signal: gone.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(ProblemError);
    expect((failure as ProblemError).problem.code).to.equal('MEMBER_UNTRUSTED');
    gone.abort();
  });

  it('fails the receiver once, and nothing is left to abort', () => {
    const failures: Error[] = [];
    const unexpected = (): never => {
      throw new Error('there is no answer');
    };
    const receiver = {
      begin: unexpected,
      data: unexpected,
      end: unexpected,
      fail: (error: Error) => void failures.push(error),
    };
    client.dispatch(MEMBER, REQUEST, receiver).abort();
    expect(failures).to.have.length(1);
  });
});
